using System.Diagnostics;
using System.Globalization;
using System.Net;
using Parley.BlackBox.Http;

namespace Parley.BlackBox.Operating;

public sealed class Health
{
    [Fact]
    public async Task Ready_is_who_can_write_and_says_so_again_when_it_can_again()
    {
        // The system would end a process that writes past its limit, and not one that does not listen to the signal.
        await using var server = await ServerProcess.StartAsync(HttpDoor.Options with { Prefix = ["env", "--ignore-signal=XFSZ"] });
        using var http = server.Http();
        Assert.Equal("ready\n", await http.GetStringAsync("/readyz"));

        await LimitFilesAsync(server.ProcessId, "1:unlimited");
        await Patience.UntilAsync(async () => await StatusAsync(http, "/readyz") == HttpStatusCode.ServiceUnavailable, "a store that can't write is seen");
        Assert.Equal(221, await http.RefusedAsync(HttpMethod.Get, "/readyz", null, HttpStatusCode.ServiceUnavailable));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "/healthz"));

        await LimitFilesAsync(server.ProcessId, "unlimited:unlimited");
        await Patience.UntilAsync(async () => await StatusAsync(http, "/readyz") == HttpStatusCode.OK, "ready again");
        // Its log has the failed writes, which would be faults elsewhere.
        await server.KillAsync();
    }

    [Fact]
    public async Task PORT_of_the_environment_opens_plain_HTTP_on_every_address()
    {
        await using var server = await ServerProcess.StartAsync(new ServerOptions { Prefix = ["env", "PORT=0"] });
        Assert.StartsWith("0.0.0.0:", server.Ready.Doors["http"], StringComparison.Ordinal);
        using var http = new HttpClient();
        Assert.Equal("ok\n", await http.GetStringAsync(new Uri(server.Base(), "/healthz")));
        Assert.Contains("http.trusted-proxies", server.Log, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(path);
        return response.StatusCode;
    }

    private static async Task LimitFilesAsync(int process, string limit)
    {
        using var prlimit = Process.Start("prlimit", ["--pid", process.ToString(CultureInfo.InvariantCulture), $"--fsize={limit}"]);
        await prlimit.WaitForExitAsync();
        Assert.Equal(0, prlimit.ExitCode);
    }
}
