using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Xunit;

namespace Parley.Host.Tests.Cli;

public sealed class ServeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("parley-serve").FullName;

    private string Data => Path.Combine(_directory, "data");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    public async Task Server_that_is_told_to_end_ends_with_code_0(PosixSignal signal)
    {
        await using var server = ParleyProcess.Start(null, "--data", Data, "--line", "127.0.0.1:0");
        var ready = await server.ReadyAsync();

        Assert.Matches(@"^parley: ready line=127\.0\.0\.1:[1-9]\d*$", ready);
        server.Signal(signal);
        Assert.Equal(0, await server.ExitAsync());
        Assert.False(File.Exists(Path.Combine(Data, "control.sock")));
    }

    [Fact]
    public async Task Named_port_that_is_taken_is_a_refusal_to_start_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var (code, output, errors) = await ParleyProcess.RunAsync(null, "serve", "--data", Data, "--line", $"{taken.LocalEndpoint}", "--set", "log.level=error");

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.StartsWith($"parley: listen.line: \"{taken.LocalEndpoint}\"", errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(c => c == '\n'));
    }

    [Fact]
    public async Task Second_server_on_the_same_data_is_refused()
    {
        await using var server = ParleyProcess.Start(null, "--data", Data, "--line", "127.0.0.1:0");
        await server.ReadyAsync();

        var (code, _, errors) = await ParleyProcess.RunAsync(null, "--data", Data, "--line", "127.0.0.1:0");

        Assert.Equal(2, code);
        Assert.Contains("another Parley server", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hang_up_reads_the_configuration_again_and_the_server_goes_on()
    {
        var (config, log) = (Path.Combine(_directory, "c.json"), Path.Combine(_directory, "x.log"));
        await File.WriteAllTextAsync(config, $$"""{ "log": { "file": "{{log}}" } }""");
        await using var server = ParleyProcess.Start(null, "--data", Data, "--line", "127.0.0.1:0", "--config", config);
        await server.ReadyAsync();

        await File.WriteAllTextAsync(config, $$"""{ "log": { "file": "{{log}}" }, "limits": { "rate": 7 }, "listen": { "line-tls": "127.0.0.1:0" } }""");
        server.Signal(PosixSignal.SIGHUP);
        await AppearsAsync(log, "Configuration read again");
        server.Signal(PosixSignal.SIGTERM);

        Assert.Equal(0, await server.ExitAsync());
        var text = await File.ReadAllTextAsync(log);
        Assert.Contains("Setting limits.rate has a new value\n", text, StringComparison.Ordinal);
        Assert.Contains("Setting listen.line-tls has a new value, which needs a restart\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--nope")]
    [InlineData("backup", "x")]
    [InlineData("--set", "novalue")]
    [InlineData("--set", "rooms.owner-grace=x")]
    [InlineData("--config", "/nowhere.json")]
    [InlineData("--tls-cert", "/nowhere.pem")]
    [InlineData("account", "create", "ana", "--role", "king")]
    public async Task Wrong_usage_ends_with_code_2_and_says_why(params string[] args)
    {
        var (code, output, errors) = await ParleyProcess.RunAsync(null, args);

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.StartsWith("parley: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_config_says_what_serve_would_say()
    {
        var (good, _, warning) = await ParleyProcess.RunAsync(null, "check-config", "--set", "rooms.grace=1");
        var (bad, _, refusal) = await ParleyProcess.RunAsync(null, "check-config", "--lang", "fr");

        Assert.Equal((0, 2), (good, bad));
        Assert.Contains("rooms.grace: unknown setting", warning, StringComparison.Ordinal);
        Assert.Equal("parley: serve.lang: \"fr\" (--lang); accepted: en, es\n", refusal);
    }

    /// <summary>Waits until a file has a text.</summary>
    private static async Task AppearsAsync(string file, string text)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (!File.Exists(file) || !(await File.ReadAllTextAsync(file, limit.Token)).Contains(text, StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
    }
}
