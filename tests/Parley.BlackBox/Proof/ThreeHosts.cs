using System.Net;

namespace Parley.BlackBox.Proof;

/// <summary>A server and two clients on three hosts with addresses of their own.</summary>
[Collection<ProofCollection>]
public sealed class ThreeHosts
{
    [Fact]
    public async Task People_on_two_hosts_chat_through_a_server_on_a_third()
    {
        await using var net = await NetAsync();
        await using var server = await ServerAsync(await net.AddHostAsync(), profile: "classic");
        await using var ana = new LineClient(await (await net.AddHostAsync()).ConnectAsync(server.Line));
        await using var bob = new LineClient(await (await net.AddHostAsync()).ConnectAsync(server.Line));
        await ana.RegisterAsync("ana", "a", lang: "es");
        await bob.RegisterAsync("bob", "b", lang: "es");
        await ana.AskAsync("#cR uci");
        Assert.Equal("* Conectado a uci (2 personas).", (await bob.AskAsync("#gR uci"))[^1]);
        await ana.AskAsync("hola desde otra máquina");
        Assert.Equal("ana: hola desde otra máquina", Assert.Single(await bob.SeenAsync()));
    }

    [Fact]
    public async Task A_pulled_cable_is_noticed_and_told_within_the_stated_time()
    {
        await using var net = await NetAsync();
        await using var server = await ServerAsync(await net.AddHostAsync(), profile: "classic", "limits.stall-seconds=5");
        var far = await net.AddHostAsync();
        await using var ana = new LineClient(await (await net.AddHostAsync()).ConnectAsync(server.Line));
        await using var bob = new LineClient(await far.ConnectAsync(server.Line));
        await ana.RegisterAsync("ana", "a", lang: "es");
        await bob.RegisterAsync("bob", "b", lang: "es");
        await ana.SeenAsync();
        await far.SetLinkAsync(up: false);
        await ana.SendAsync("¿sigues ahí, bob?");
        await ana.ReadToLineAsync(l => l.StartsWith("* bob salió de principal", StringComparison.Ordinal), TimeSpan.FromSeconds(45));
        Assert.DoesNotContain(await ana.AskAsync("#show users"), l => l.StartsWith("*   bob", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_password_in_clear_from_another_host_is_refused_in_the_standard_profile()
    {
        await using var net = await NetAsync();
        await using var server = await ServerAsync(await net.AddHostAsync(), profile: "standard");
        var host = await net.AddHostAsync();
        await using var line = new LineClient(await host.ConnectAsync(server.Line));
        await line.ReadThroughAsync("Usuario / Login:");
        await line.SendAsync("#register ana correct-horse A | B | 30 | x");
        Assert.DoesNotContain("Logged in", await line.ReadThroughAsync("TLS"), StringComparison.Ordinal);
        await using var json = new JsonClient(await host.ConnectAsync(server.Line));
        Assert.Equal(217, await json.RefusedAsync(new { t = "login", login = "ana", password = "correct-horse" }));
        Assert.Equal(217, await json.RefusedAsync(new { t = "register", login = "ana", password = "correct-horse", age = 30, gender = "x" }));
    }

    [Fact]
    public async Task A_password_in_clear_on_a_private_network_is_taken_with_a_warning_in_the_classic_profile()
    {
        await using var net = await NetAsync();
        await using var server = await ServerAsync(await net.AddHostAsync(), profile: "classic");
        await using var ana = new LineClient(await (await net.AddHostAsync()).ConnectAsync(server.Line));
        await ana.ReadThroughAsync("Usuario / Login:");
        await ana.SendAsync("#register ana a Ana | López | 30 | x");
        var before = await ana.ReadThroughAsync("* Sesión iniciada: ana. Estás en principal.");
        var warned = before.Contains("* ", StringComparison.Ordinal) || (await ana.SeenAsync()).Any(l => l.StartsWith("* ", StringComparison.Ordinal));
        Assert.True(warned || server.Log.Contains("auth.plaintext", StringComparison.Ordinal), "neither the person nor the operator was warned");
    }

    private static async Task<NetBridge> NetAsync()
    {
        var reason = await NetNamespace.ReasonToSkipAsync();
        Assert.SkipWhen(reason is not null, reason ?? "");
        return await NetBridge.CreateAsync();
    }

    private static Task<ServerProcess> ServerAsync(NetNamespace host, string profile, params string[] settings) =>
        ServerProcess.StartAsync(new ServerOptions
        {
            Profile = profile,
            Lang = profile == "classic" ? "es" : "en",
            Line = $"{new IPEndPoint(host.Address, 0)}",
            Prefix = host.Prefix,
            Settings = settings,
        });
}
