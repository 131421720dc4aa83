using System.Net;
using System.Net.Sockets;
using System.Text;
using Parley.BlackBox.Http;

namespace Parley.BlackBox.Operating;

public sealed class Otlp
{
    [Fact]
    public async Task Figures_go_to_the_collector_that_is_named()
    {
        using var collector = new Collector();
        await using var server = await HttpDoor.StartAsync($"otel.endpoint=http://127.0.0.1:{collector.Port}", "otel.interval=1");
        await using var ana = await server.RegisterAsync("ana");
        await ana.SendAsync("hola");
        var (path, type, body) = await collector.NextAsync("parley.delivery.duration");
        Assert.Equal(("/v1/metrics", "application/x-protobuf"), (path, type));
        foreach (var name in new[] { "parley.messages.accepted", "parley.connections", "parley.store.commit.duration", "service.name", "parley" })
            Assert.Contains(name, body, StringComparison.Ordinal);
        Assert.DoesNotContain("hola", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_collector_nothing_of_it_is_loaded()
    {
        await using var server = await HttpDoor.StartAsync();
        using var http = server.Http();
        Assert.Contains("parley_people", await http.GetStringAsync("/metrics"), StringComparison.Ordinal);
        var mapped = await File.ReadAllTextAsync($"/proc/{server.ProcessId}/maps");
        Assert.Contains("Parley.Core", mapped, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("OpenTelemetry", mapped, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_collector_that_is_away_keeps_nobody_waiting()
    {
        var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        await using var server = await HttpDoor.StartAsync($"otel.endpoint=http://127.0.0.1:{port}", "otel.interval=1");
        await using var ana = await server.RegisterAsync("ana");
        await ana.SeenAsync();
        await server.StopAsync();
    }

    /// <summary>Takes reports of OTLP over HTTP.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly HttpListener _listener = new();

        public Collector()
        {
            var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            Port = ((IPEndPoint)free.LocalEndpoint).Port;
            free.Stop();
            _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
            _listener.Start();
        }

        public int Port { get; }

        /// <summary>The next report that has <paramref name="name"/> in it, its body as Latin-1.</summary>
        public async Task<(string Path, string? Type, string Body)> NextAsync(string name)
        {
            while (true)
            {
                var context = await _listener.GetContextAsync().WaitAsync(Patience.Normal);
                using var reader = new StreamReader(context.Request.InputStream, Encoding.Latin1);
                var body = await reader.ReadToEndAsync();
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
                if (body.Contains(name, StringComparison.Ordinal))
                    return (context.Request.Url!.AbsolutePath, context.Request.ContentType, body);
            }
        }

        public void Dispose() => _listener.Close();
    }
}
