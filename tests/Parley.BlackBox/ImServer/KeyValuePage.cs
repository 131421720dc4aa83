using System.Net;
using System.Text;
using System.Text.Json;

namespace Parley.BlackBox.ImServer;

/// <summary>The key and value page over HTTP, as docs/protocol/imserver.md says.</summary>
public sealed class KeyValuePage : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private ServerProcess? _server;

    private ServerProcess Server => _server!;

    private string Web => $"http://{Server.Ready.EndPoint("http")}";

    public async ValueTask InitializeAsync() => _server = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }

    [Fact]
    public async Task The_vectors_are_answered_byte_for_byte()
    {
        await using var server = await StartAsync("imserver.escape-page=false");
        var vectors = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Checkout.Root, "tests", "vectors", "imserver.json"))).RootElement;
        foreach (var vector in vectors.EnumerateArray())
        {
            using var request = new HttpRequestMessage(new HttpMethod(vector.GetProperty("method").GetString()!), $"http://{server.Ready.EndPoint("http")}{vector.GetProperty("target").GetString()}");
            if (vector.TryGetProperty("requestBody", out var body))
                request.Content = new StringContent(body.GetString()!, Encoding.ASCII, "application/x-www-form-urlencoded");
            using var answer = await _http.SendAsync(request);
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            Assert.Equal((request.RequestUri!.Query, vector.GetProperty("body").GetString()), (request.RequestUri.Query, Encoding.Latin1.GetString(bytes)));
            Assert.Equal((HttpStatusCode.OK, "text/html; charset=UTF-8", bytes.Length), (answer.StatusCode, answer.Content.Headers.ContentType!.ToString(), answer.Content.Headers.ContentLength));
        }
    }

    [Fact]
    public async Task A_students_program_works_as_it_is()
    {
        foreach (var path in new[] { "/a12345bc/ex1/IMserver.php", "/~ana/IMServer.php", "/imserver.php" })
            await StudentAsync($"{Web}{path}", "session");
    }

    [Fact]
    public async Task A_listener_of_its_own_serves_the_page_at_the_root_and_nothing_else()
    {
        await using var server = await ServerProcess.StartAsync(new ServerOptions { More = ["--imserver", "127.0.0.1:0"], Settings = ["imserver.enabled=false"] });
        var own = $"http://{server.Ready.EndPoint("imserver")}";
        await StudentAsync($"{own}/", "session");
        await StudentAsync($"{own}/x/IMserver.php", "session");
        foreach (var path in new[] { "/healthz", "/api/v1/rooms", "/ws", "/x" })
            Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync(own + path)).StatusCode);
    }

    [Fact]
    public async Task Writers_at_the_same_time_lose_nothing()
    {
        var page = $"{Web}/writers/IMserver.php";
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => StudentAsync(page, "write", $"c{n}")));
        var keys = (await _http.GetStringAsync(page + "?action=keys")).Split('\n');
        Assert.Equal(400, keys.Distinct(StringComparer.Ordinal).Count(k => k.Length > 0));
    }

    [Fact]
    public async Task Busy_pollers_keep_nobody_from_talking()
    {
        var (ana, bob) = (await Server.RegisterJsonAsync("ana"), await Server.RegisterJsonAsync("bob"));
        await using (ana)
        await using (bob)
        {
            await ana.AskAsync(new { t = "create", room = "uci" });
            await bob.AskAsync(new { t = "join", room = "uci" });
            using var end = new CancellationTokenSource();
            using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 200 };
            using var http = new HttpClient(handler);
            long polls = 0;
            var pollers = Enumerable.Range(0, 200).Select(n => Task.Run(async () =>
            {
                while (!end.IsCancellationRequested)
                {
                    Assert.Equal("\n", await http.GetStringAsync($"{Web}/team{n % 10}/IMserver.php?action=get&key=__waiting__", CancellationToken.None));
                    Interlocked.Increment(ref polls);
                }
            })).ToList();
            for (var i = 0; i < 200; i++)
                await ana.AskAsync(new { t = "post", room = "uci", text = $"m{i}" });
            Assert.Equal(200, (await bob.AskAsync(new { t = "history", room = "uci", limit = 1000 }))["entries"]!.AsArray().Count);
            await end.CancelAsync();
            await Task.WhenAll(pollers);
            Assert.True(polls > 200, $"{polls} polls");
        }
    }

    [Fact]
    public async Task Random_bytes_come_back_as_they_went()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var amount = Amount.Of(1_000, 100_000);
        var page = $"{Web}/fuzz/IMserver.php";
        for (var round = 0; round < amount; round++)
        {
            var (key, value) = (Bytes(random, 30), Bytes(random, round % 100 == 0 ? 60_000 : 60));
            Assert.Equal("\n", await _http.GetStringAsync($"{page}?action=set&key={key.Quoted}&value={value.Quoted}"));
            byte[] expected = [.. value.Raw, (byte)'\n'];
            var got = await _http.GetByteArrayAsync($"{page}?action=get&key={key.Quoted}");
            Assert.True(expected.AsSpan().SequenceEqual(got), $"seed {seed}, round {round}");
            if (round % 500 == 0)
                await _http.GetAsync($"{page}?action=clear");
        }
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Other_methods_change_nothing_and_are_answered(string method)
    {
        var page = $"{Web}/{method}/IMserver.php";
        await _http.GetAsync($"{page}?action=set&key=a&value=1");
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{page}?action=clear");
        Assert.Equal(HttpStatusCode.OK, (await _http.SendAsync(request)).StatusCode);
        Assert.Equal("1\n", await _http.GetStringAsync($"{page}?action=get&key=a"));
    }

    [Fact]
    public async Task The_page_runs_nothing_of_what_is_stored()
    {
        var page = $"{Web}/safe/IMserver.php";
        await _http.GetAsync($"{page}?action=set&key=x&value=<script>alert(1)</script><%3Fphp echo 6*7;%3F>");
        using var answer = await _http.GetAsync(page);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;&lt;?php echo 6*7;?&gt;", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("sandbox; default-src 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Pages_of_other_sites_change_nothing_and_proxies_bring_nobody_in()
    {
        var page = $"{Web}/foreign/IMserver.php";
        await _http.GetAsync($"{page}?action=set&key=a&value=1");
        using var foreign = new HttpRequestMessage(HttpMethod.Get, $"{page}?action=clear") { Headers = { { "Sec-Fetch-Site", "cross-site" } } };
        Assert.Equal(HttpStatusCode.OK, (await _http.SendAsync(foreign)).StatusCode);
        Assert.Equal("1\n", await _http.GetStringAsync($"{page}?action=get&key=a"));
        using var proxied = new HttpRequestMessage(HttpMethod.Get, $"{page}?action=get&key=a") { Headers = { { "X-Forwarded-For", "192.0.2.1" } } };
        Assert.Equal(HttpStatusCode.NotFound, (await _http.SendAsync(proxied)).StatusCode);
        using var rebound = new HttpRequestMessage(HttpMethod.Get, $"{page}?action=get&key=a") { Headers = { { "Host", "evil.example" } } };
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await _http.SendAsync(rebound)).StatusCode);
    }

    [Fact]
    public async Task A_wait_is_answered_when_somebody_writes()
    {
        var page = $"{Web}/wait/IMserver.php";
        using var set = await _http.GetAsync($"{page}?action=set&key=a&value=1");
        var revision = Assert.Single(set.Headers.GetValues("X-IM-Revision"));
        Assert.Equal($"\"{revision}\"", set.Headers.ETag!.Tag);
        var waits = Enumerable.Range(0, 20).Select(_ => _http.GetStringAsync($"{page}?action=wait&key=a&since={revision}")).ToList();
        await _http.GetAsync($"{page}?action=set&key=b&value=1");
        await _http.GetAsync($"{page}?action=append&key=a&value=2");
        Assert.All(await Task.WhenAll(waits).WaitAsync(Patience.Normal), body => Assert.Equal("12\n", body));
    }

    [Fact]
    public async Task A_namespace_and_a_room_share_a_conversation()
    {
        await using var server = await StartAsync("imserver.rooms=ward/im=uci");
        var page = $"http://{server.Ready.EndPoint("http")}/ward/im/IMserver.php";
        await using var ana = await server.RegisterJsonAsync("ana");
        await ana.AskAsync(new { t = "join", room = "uci" });
        await _http.GetAsync($"{page}?action=set&key=nurse1&value=hola");
        await _http.GetAsync($"{page}?action=set&key=__waiting__&value=nurse1");
        Assert.Equal("nurse1: hola", (await ana.NextAsync("msg"))["text"]!.GetValue<string>());
        await ana.AskAsync(new { t = "post", room = "uci", text = "buenas" });
        await Patience.UntilAsync(async () => await _http.GetStringAsync($"{page}?action=get&key=msg/2") == "ana: buenas\n", "the message of the room");
        Assert.Equal("nurse1: hola\n", await _http.GetStringAsync($"{page}?action=get&key=msg/1"));
    }

    [Fact]
    public async Task Everything_outlives_a_kill()
    {
        using var data = new TemporaryFolder();
        var options = Options() with { Data = data.Path };
        await using (var server = await ServerProcess.StartAsync(options))
        {
            await _http.GetAsync($"http://{server.Ready.EndPoint("http")}/x/IMserver.php?action=set&key=b&value=1");
            await _http.GetAsync($"http://{server.Ready.EndPoint("http")}/x/IMserver.php?action=set&key=a&value=2");
            await server.KillAsync();
        }
        await using (var server = await ServerProcess.StartAsync(options))
            Assert.Equal("b\na\n\n", await _http.GetStringAsync($"http://{server.Ready.EndPoint("http")}/x/IMserver.php?action=keys"));
    }

    private static ServerOptions Options(params string[] settings) => new() { More = ["--http", "127.0.0.1:0"], Settings = settings };

    private static Task<ServerProcess> StartAsync(params string[] settings) => ServerProcess.StartAsync(Options(settings));

    private static Task<string> StudentAsync(params string[] arguments) => Python.PythonScript.PassesAsync(["tests/Parley.BlackBox/ImServer/student.py", .. arguments]);

    private static (byte[] Raw, string Quoted) Bytes(Random random, int most)
    {
        var bytes = new byte[random.Next(most)];
        random.NextBytes(bytes);
        return (bytes, string.Concat(bytes.Select(b => char.IsAsciiLetterOrDigit((char)b) ? $"{(char)b}" : $"%{b:X2}")));
    }
}
