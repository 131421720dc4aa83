using System.Globalization;
using Parley.BlackBox.Http;
using Parley.BlackBox.Operating;
using Parley.Cluster.Tests.Support;
using Parley.Storage.Tests.Postgres;

namespace Parley.BlackBox.Cluster;

/// <summary>A database and a broker that let nobody in but by TLS and a certificate: no password is anywhere.</summary>
public sealed class MutualTls : IAsyncLifetime
{
    private const string Account = "parley";

    private const string Definitions = """
        {
          "vhosts": [{ "name": "/" }],
          "users": [{ "name": "parley", "password_hash": "", "tags": "" }],
          "permissions": [{ "user": "parley", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*" }]
        }
        """;

    private BrokerHost _host = null!;
    private Broker _broker = null!;
    private PostgresServer _postgres = null!;
    private TestAuthority _authority = null!;
    private (string Certificate, string Key) _node;

    public async ValueTask InitializeAsync()
    {
        _host = await BrokerHost.StartAsync();
        _authority = new TestAuthority(_host.Folder);
        var server = _authority.Issue("localhost", isServer: true);
        _node = _authority.Issue(Account, isServer: false);
        var definitions = Path.Combine(_host.Folder, "definitions.json");
        await File.WriteAllTextAsync(definitions, Definitions);
        _broker = _host.Add(
            1,
            "listeners.tcp = none",
            "listeners.ssl.1 = {tls}",
            $"ssl_options.cacertfile = {_authority.File}",
            $"ssl_options.certfile = {server.CertificateFile}",
            $"ssl_options.keyfile = {server.KeyFile}",
            "ssl_options.verify = verify_peer",
            "ssl_options.fail_if_no_peer_cert = true",
            "ssl_cert_login_from = common_name",
            "auth_mechanisms.1 = EXTERNAL",
            $"load_definitions = {definitions}")[0];
        _broker.Start();
        _postgres = await PostgresServer.StartNewAsync();
        await _postgres.ExecuteAsync("postgres", $"CREATE USER {Account}");
        await _postgres.ExecuteAsync("postgres", $"CREATE DATABASE {Account} OWNER {Account}");
        await _postgres.DemandCertificatesAsync(_authority.File, server.CertificateFile, server.KeyFile);
        await _broker.ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        if (_host is not null)
            await _host.DisposeAsync();
    }

    [Fact]
    public async Task Two_nodes_are_one_chat()
    {
        await using var one = await ServerProcess.StartAsync(Options(_node, _node));
        await using var other = await ServerProcess.StartAsync(Options(_node, _node));
        await using var ana = await one.RegisterJsonAsync("ana");
        await using var bob = await other.RegisterJsonAsync("bob");
        foreach (var node in new[] { one, other })
        {
            using var http = node.Http();
            await Patience.UntilAsync(async () => (await Figures.ReadAsync(http))["parley_bus_connected"] == 1, "the bus is there");
            Assert.Equal("ready\n", await http.GetStringAsync("/readyz"));
        }
        foreach (var person in new[] { ana, bob })
            await person.AskAsync(new { t = "join", room = "default" });
        await ana.AskAsync(new { t = "post", room = "default", text = "hola" });
        Assert.Equal("hola", (await bob.NextAsync("msg"))["text"]!.GetValue<string>());
        await bob.AskAsync(new { t = "post", room = "default", text = "buenas" });
        while ((await ana.NextAsync("msg"))["text"]!.GetValue<string>() != "buenas")
        {
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("somebody else's")]
    [InlineData("another authority's")]
    public async Task A_database_that_refuses_the_certificate_is_named_and_the_start_ends(string which)
    {
        using var home = new TemporaryFolder();
        var run = await Verb.RunAsync(Options(Certificate(which), _node).Arguments(home.Path), home.Path);
        Assert.Equal(2, run.ExitCode);
        var said = Assert.Single(run.Refusals);
        Assert.StartsWith("parley: The database 127.0.0.1/parley can't be used: ", said, StringComparison.Ordinal);
        // PostgreSQL says why; of TLS 1.3 a client may find only that the connection broke while it began to write.
        if (which != "another authority's")
            Assert.Contains("certificate", said, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", run.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("somebody else's")]
    [InlineData("another authority's")]
    public async Task A_broker_that_refuses_the_certificate_is_named_and_tried_again_while_the_node_serves_alone(string which)
    {
        await using var node = await ServerProcess.StartAsync(Options(_node, Certificate(which)));
        await Patience.UntilAsync(() => node.Log.Contains(string.Create(CultureInfo.InvariantCulture, $"Bus: no connection to amqps://localhost:{_broker.TlsPort}"), StringComparison.Ordinal), "the broker is named");
        using var http = node.Http();
        Assert.Equal(0, (await Figures.ReadAsync(http))["parley_bus_connected"]);
        Assert.Equal("ready\n", await http.GetStringAsync("/readyz"));
        await using var ana = await node.RegisterJsonAsync(Fresh.Name("ana"));
        await ana.AskAsync(new { t = "join", room = "default" });
    }

    private (string Certificate, string Key)? Certificate(string which)
    {
        switch (which)
        {
            case "none":
                return null;
            case "somebody else's":
                return _authority.Issue("eva", isServer: false);
            default:
                var folder = Directory.CreateDirectory(Path.Combine(_host.Folder, Fresh.Name("other")));
                return new TestAuthority(folder.FullName).Issue(Account, isServer: false);
        }
    }

    private ServerOptions Options((string Certificate, string Key)? database, (string Certificate, string Key)? broker)
    {
        var shown = database is var (certificate, key) ? $"&sslcert={Uri.EscapeDataString(certificate)}&sslkey={Uri.EscapeDataString(key)}" : "";
        var uri = $"postgres://{Account}@127.0.0.1:{_postgres.Port}/{Account}?sslmode=verify-full&sslrootcert={Uri.EscapeDataString(_authority.File)}{shown}";
        List<string> settings = [$"cluster.rabbitmq-ca={_authority.File}"];
        if (broker is { } own)
            settings.AddRange([$"cluster.rabbitmq-cert={own.Certificate}", $"cluster.rabbitmq-key={own.Key}"]);
        return new ServerOptions { Settings = settings, More = ["--postgres", uri, "--rabbitmq", $"amqps://localhost:{_broker.TlsPort}/", "--http", "127.0.0.1:0"] };
    }
}
