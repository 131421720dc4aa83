using Parley.Cluster.Rabbit;
using Parley.Cluster.Tests.Support;

[assembly: AssemblyFixture(typeof(BrokerFixture))]

namespace Parley.Cluster.Tests.Support;

/// <summary>One broker for all tests that leave it alive, with and without TLS. Each test has exchanges of its own by their prefix.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private BrokerHost _host = null!;
    private Broker _broker = null!;

    internal TestAuthority Authority { get; private set; } = null!;

    internal int Port => _broker.Port;

    internal int TlsPort => _broker.TlsPort;

    public async ValueTask InitializeAsync()
    {
        _host = await BrokerHost.StartAsync();
        Authority = new TestAuthority(_host.Folder);
        var server = Authority.Issue("localhost", isServer: true);
        var definitions = Path.Combine(_host.Folder, "definitions.json");
        await File.WriteAllTextAsync(definitions, Definitions);
        _broker = _host.Add(
            1,
            "listeners.ssl.1 = {tls}",
            $"ssl_options.cacertfile = {Authority.File}",
            $"ssl_options.certfile = {server.CertificateFile}",
            $"ssl_options.keyfile = {server.KeyFile}",
            "ssl_options.verify = verify_peer",
            "ssl_options.fail_if_no_peer_cert = true",
            "ssl_cert_login_from = common_name",
            "auth_mechanisms.1 = PLAIN",
            "auth_mechanisms.2 = EXTERNAL",
            $"load_definitions = {definitions}")[0];
        _broker.Start();
        await _broker.ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    internal RabbitSettings Settings(string prefix) => new([_broker.Address]) { Prefix = prefix };

    /// <summary>A user for who comes with the certificate of <c>node</c>: without a password nobody logs in as it otherwise.</summary>
    private const string Definitions = """
        {
          "vhosts": [{ "name": "/" }],
          "users": [{ "name": "guest", "password": "guest", "tags": "administrator" }, { "name": "node", "password_hash": "", "tags": "" }, { "name": "narrow", "password": "narrow", "tags": "" }],
          "permissions": [
            { "user": "guest", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*" },
            { "user": "node", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*" },
            { "user": "narrow", "vhost": "/", "configure": "^parley\\.", "write": "^(parley\\.|amq\\.default$)", "read": "^parley\\." }
          ]
        }
        """;
}
