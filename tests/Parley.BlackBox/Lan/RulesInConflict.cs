using Parley.BlackBox.Harness;

namespace Parley.BlackBox.Lan;

/// <summary>People write among the peers while others at the server decide about them and their rooms. On their return the server's rules at that moment hold.</summary>
public sealed class RulesInConflict(ITestOutputHelper output) : IAsyncLifetime
{
    private const string NotPlaced = "Of what you wrote, this has no place at the server: ";

    private static readonly string[] Names = ["ana", "bob", "carla"];

    private ChatSite? _site;

    private ChatHost Ana => _site!.Hosts[0];

    private ChatHost Bob => _site!.Hosts[1];

    private ChatHost Carla => _site!.Hosts[2];

    public async ValueTask InitializeAsync() => _site = await ChatSite.StartAsync(Names, "eva", "flor");

    [Fact]
    public async Task Who_was_banned_or_muted_meanwhile_and_who_wrote_in_a_deleted_room_has_no_place_and_is_told()
    {
        // Two who stay linked with the server, each with a room of their own.
        await using var eva = await _site!.LoginAsync("eva");
        await eva.AskAsync("#cR ward");
        await using var flor = await _site.LoginAsync("flor");
        await flor.AskAsync("#cR lab");
        foreach (var host in _site.Hosts)
        {
            await host.TypeAsync("#gR ward");
            await host.ShowsAsync("Joined ward");
            await host.TypeAsync("#join lab");
            await host.ShowsAsync("You are in lab too.");
        }
        await Ana.TypeAsync("before");
        foreach (var host in _site.Hosts)
            await host.ShowsAsync("ana: before");

        await _site.CutOffAsync();
        foreach (var host in _site.Hosts)
        {
            await host.TypeAsync("#gR lab");
            await host.TypeAsync($"{host.Name} in the lab");
            await host.TypeAsync("#gR ward");
        }
        for (var i = 0; i < 3; i++)
        {
            foreach (var host in _site.Hosts)
                await host.TypeAsync($"{host.Name} {i}");
        }
        var written = Names.SelectMany(n => (string[])[$"{n}: {n} in the lab", .. Enumerable.Range(0, 3).Select(i => $"{n}: {n} {i}")]).ToList();
        foreach (var host in _site.Hosts)
            await host.UntilAsync(lines => written.TrueForAll(m => lines.Count(l => ChatSite.Says(l, m)) == 1), "has all that was written without the server, once");
        await eva.AskAsync("#ban carla");
        // The server may not have noticed yet that she is gone, and who is inside is silent only.
        await eva.AskAsync("#kick carla");
        await eva.AskAsync("#mute bob");
        await flor.AskAsync("#dR lab");

        await _site.SetServersLinkAsync(up: true);
        foreach (var host in _site.Hosts)
            await host.ShowsAsync(NotPlaced);
        await Ana.TypeAsync("after");
        await eva.ReadToLineAsync(l => ChatSite.Plain(l) == "ana: after");
        foreach (var host in _site.Hosts)
            output.WriteLine($"=== {host.Name}\n{string.Join('\n', host.Lines)}");

        // Each is told of all that has no place, and of why.
        await IsToldAsync(Ana, 1);
        await IsToldAsync(Bob, 4);
        await IsToldAsync(Carla, 4);
        await Ana.ShowsAsync("No such room");
        await Bob.ShowsAsync("You may not speak in ward");
        await Carla.ShowsAsync("You are banned from ward");

        // A room that went meanwhile is told once, and is no reason to stay among the peers.
        Assert.All(_site.Hosts, host => Assert.Single(host.Lines, l => l.Contains("Room lab was closed.", StringComparison.Ordinal)));
        // Each reason is told, and only as a reason.
        Assert.Single(Bob.Lines, l => l.Contains("No such room lab", StringComparison.Ordinal));
        await Carla.TypeAsync("from the default room");
        await flor.ReadToLineAsync("carla: from the default room");

        // One history for everybody, in which nothing of theirs is, neither from before the ban.
        string[] history = ["ana: before", "ana: ana 0", "ana: ana 1", "ana: ana 2", "ana: after"];
        Assert.Equal(history, Words(await eva.AskAsync("#last 1000")));
        foreach (var host in (ChatHost[])[Ana, Bob])
        {
            await host.ShowsAsync("ana: after");
            Assert.All(written, m => Assert.Single(host.Lines, l => ChatSite.Says(l, m)));
            Assert.Equal(history, Words(await host.AskAsync("#last 1000", lines => Words(lines).Count >= history.Length)));
        }

        // It is refused for good: what was refused does not come when it would be allowed.
        await eva.AskAsync("#unmute bob");
        await Bob.StopAsync();
        await Bob.StartAsync();
        await Bob.TypeAsync("#gR ward");
        await Bob.TypeAsync("heard again");
        await eva.ReadToLineAsync(l => ChatSite.Plain(l) == "bob: heard again");
        Assert.Equal([.. history, "bob: heard again"], Words(await eva.AskAsync("#last 1000")));
    }

    [Fact]
    public async Task Whose_account_was_suspended_meanwhile_has_no_place_until_it_is_restored()
    {
        await using var eva = await _site!.LoginAsync("eva");
        await _site.CutOffAsync();
        for (var i = 0; i < 3; i++)
        {
            foreach (var host in _site.Hosts)
                await host.TypeAsync($"{host.Name} {i}");
        }
        var written = Names.SelectMany(n => Enumerable.Range(0, 3).Select(i => $"{n}: {n} {i}")).ToList();
        foreach (var host in _site.Hosts)
            await host.UntilAsync(lines => written.TrueForAll(m => lines.Count(l => ChatSite.Says(l, m)) == 1), "has all that was written without the server, once");
        await OperateAsync("suspend", "carla");

        await _site.SetServersLinkAsync(up: true);
        foreach (var host in (ChatHost[])[Ana, Bob])
            await host.ShowsAsync("have their place now");
        await Carla.ShowsAsync("This account is suspended");
        await Carla.ShowsAsync("What you wrote is kept here, and is sent to the server after the next login.");
        await Bob.TypeAsync("after");
        await eva.ReadToLineAsync(l => ChatSite.Plain(l) == "bob: after");
        foreach (var host in _site.Hosts)
            output.WriteLine($"=== {host.Name}\n{string.Join('\n', host.Lines)}");
        var placed = Words(await eva.AskAsync("#last 1000"));
        Assert.Equal(7, placed.Count);
        Assert.Equal([.. written.Where(m => !m.StartsWith("carla", StringComparison.Ordinal)), "bob: after"], placed.Order(StringComparer.Ordinal).Where(m => m != "bob: after").Append("bob: after"));
        foreach (var host in (ChatHost[])[Ana, Bob])
        {
            // Nobody else is told that theirs has no place.
            Assert.DoesNotContain(host.Lines, l => l.Contains(NotPlaced, StringComparison.Ordinal));
            await host.ShowsAsync("bob: after");
            Assert.Equal(placed, Words(await host.AskAsync("#last 1000", lines => Words(lines).Count >= placed.Count)));
        }

        // What carriers were refused its author hands in when she may.
        await OperateAsync("restore", "carla");
        await Carla.StopAsync();
        await Carla.StartAsync();
        await eva.ReadToLineAsync(l => ChatSite.Plain(l) == "carla: carla 2");
        string[] late = ["carla: carla 0", "carla: carla 1", "carla: carla 2"];
        Assert.Equal([.. placed, .. late], Words(await eva.AskAsync("#last 1000")));
        foreach (var host in (ChatHost[])[Ana, Bob])
            Assert.Equal([.. placed, .. late], Words(await host.AskAsync("#last 1000", lines => Words(lines).Count >= placed.Count + late.Length)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_site is not null)
            await _site.DisposeAsync();
    }

    /// <summary>What a page of history has of people's words, without what was decided.</summary>
    private static IReadOnlyList<string> Words(IEnumerable<string> lines) => [.. ChatSite.MessagesOf(lines).Where(m => !m.Contains(": (rules) ", StringComparison.Ordinal))];

    /// <summary>In one go or in several.</summary>
    private static Task IsToldAsync(ChatHost host, int refused) => host.UntilAsync(
        lines => lines.Where(l => l.Contains(NotPlaced, StringComparison.Ordinal)).Sum(l => l[(l.IndexOf(NotPlaced, StringComparison.Ordinal) + NotPlaced.Length)..].Split(' ').Sum(word => int.TryParse(word, out var count) ? count : 0)) == refused,
        $"is told of {refused} messages and changes without a place");

    private async Task OperateAsync(string verb, string login)
    {
        using var home = new TemporaryFolder();
        var done = await Verb.RunAsync(["account", verb, login, "--data", _site!.Server.Data], home.Path);
        Assert.True(done.ExitCode == 0, done.All);
    }
}
