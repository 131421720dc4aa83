using System.Diagnostics;
using System.Net;

namespace Parley.BlackBox.Lan;

/// <summary>Hosts that were at their server once, and start while its cable is pulled.</summary>
public sealed class StartedWithoutTheServer : IAsyncLifetime
{
    private const int Port = 7000;
    private const string Password = "correct-horse";

    private NetBridge? _bridge;
    private NetNamespace? _serversHost;
    private NetNamespace? _anasHost;
    private ServerProcess? _server;
    private ChatHost? _ana;
    private ChatHost? _bob;

    public async ValueTask InitializeAsync()
    {
        if (await NetNamespace.ReasonToSkipAsync() is { } reason)
            Assert.Skip(reason);
        _bridge = await NetBridge.CreateAsync();
        _serversHost = await _bridge.AddHostAsync();
        _server = await ServerProcess.StartAsync(new ServerOptions { Prefix = _serversHost.Prefix, Line = $"0.0.0.0:{Port}" });
        foreach (var name in (string[])["ana", "bob", "eva"])
        {
            await using var client = await ConnectAsync();
            await client.RegisterAsync(name, Password);
        }
        _anasHost = await _bridge.AddHostAsync();
        _ana = await ChatHost.StartAsync(_anasHost, new IPEndPoint(_serversHost.Address, Port), "ana");
        _bob = await ChatHost.StartAsync(await _bridge.AddHostAsync(), new IPEndPoint(_serversHost.Address, Port), "bob");
        foreach (var host in (ChatHost[])[_ana, _bob])
            await Patience.UntilAsync(async () => await host.LinkedAsync() == 1, $"{host.Name} is linked with the other", Patience.Long, () => string.Join('\n', host.Lines));
        await _ana.StopAsync();
        await _bob.StopAsync();
    }

    [Fact]
    public async Task Chats_begin_among_the_peers_and_are_handed_in_when_the_server_comes()
    {
        await _serversHost!.SetLinkAsync(up: false);
        await _ana!.StartAsync();
        await _ana.ShowsAsync("The server is out of reach. As ana, you begin");
        await _ana.TypeAsync("before bob is there");
        await _bob!.StartAsync();
        await _bob.ShowsAsync("The server is out of reach. As bob, you begin");
        await Patience.UntilAsync(async () => await _bob.LinkedAsync() == 1, "bob is linked with ana", Patience.Long, () => string.Join('\n', _bob.Lines));
        await _ana.TypeAsync("from ana");
        await _bob.ShowsAsync("ana: from ana");
        await _bob.TypeAsync("from bob");
        await _ana.ShowsAsync("bob: from bob");

        await using var eva = await ConnectAsync();
        await eva.LoginAsync("eva", Password);
        await _serversHost.SetLinkAsync(up: true);
        foreach (var host in (ChatHost[])[_ana, _bob])
            await host.ShowsAsync("have their place now");
        await _bob.TypeAsync("after");
        var seen = await eva.ReadToLineAsync("bob: after");
        foreach (var message in (string[])["before bob is there", "from ana", "from bob"])
            Assert.Contains("without the server", Assert.Single(seen, l => l.EndsWith(message, StringComparison.Ordinal)), StringComparison.Ordinal);
        await _ana.ShowsAsync("bob: after");
        Assert.Single(_ana.Lines, l => l.EndsWith("bob: from bob", StringComparison.Ordinal));
        Assert.Single(_bob.Lines, l => l.EndsWith("ana: from ana", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_written_by_parley_lan_in_the_organisation_is_handed_in_by_the_next_chat()
    {
        await _serversHost!.SetLinkAsync(up: false);
        var lan = await ServerProcess.StartAsync(new ServerOptions { Data = _ana!.Home, Prefix = _anasHost!.Prefix, Lan = [], OfOrganisation = true });
        await using (lan)
        {
            Assert.Contains("as ana, among the peers of tcp:", lan.Log, StringComparison.Ordinal);
            await using var nc = new LineClient(await _anasHost.ConnectAsync(new IPEndPoint(IPAddress.Loopback, lan.Line.Port)));
            await nc.ReadToLoggedInAsync("ana");
            await _bob!.StartAsync();
            await _bob.ShowsAsync("As bob, you begin");
            await Patience.UntilAsync(async () => await _bob.LinkedAsync() == 1, "bob is linked with ana", Patience.Long, () => string.Join('\n', _bob.Lines));
            await nc.SendAsync("from the lan");
            await _bob.ShowsAsync("ana: from the lan");
        }
        // Who carries it is the chat that comes next, not bob.
        await _bob.StopAsync();
        await using var eva = await ConnectAsync();
        await eva.LoginAsync("eva", Password);
        await _serversHost.SetLinkAsync(up: true);
        await _ana.StartAsync();
        await eva.ReadToLineAsync(l => l.EndsWith("from the lan", StringComparison.Ordinal) && l.Contains("without the server", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Parley_lan_says_what_to_do_while_a_chat_has_the_log()
    {
        await _serversHost!.SetLinkAsync(up: false);
        await _ana!.StartAsync();
        await _ana.ShowsAsync("As ana, you begin");
        using var lan = Process.Start(await ShippedProgram.StartInfoAsync(["lan", "--no-terminal", "--lang", "en"], _ana.Home, _anasHost!.Prefix))!;
        var said = await lan.StandardError.ReadToEndAsync();
        await lan.WaitForExitAsync();
        Assert.Equal(2, lan.ExitCode);
        Assert.Contains("another program has the messages of tcp:", said, StringComparison.Ordinal);
        Assert.Contains("--group NAME", said, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable?[])[_ana, _bob, _server, _bridge])
        {
            if (part is not null)
                await part.DisposeAsync();
        }
    }

    /// <summary>On the server's own host.</summary>
    private async Task<LineClient> ConnectAsync() => new(await _serversHost!.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port)));
}
