using System.Net;
using System.Text.RegularExpressions;
using Parley.BlackBox.Harness;

namespace Parley.BlackBox.Lan;

/// <summary>Four hosts and their server, each with an address of its own; the server's cable is pulled while people write.</summary>
public sealed partial class CutOffFromTheServer(ITestOutputHelper output) : IAsyncLifetime
{
    /// <summary>With a second between them, the long form writes for three minutes.</summary>
    private static readonly int Messages = Amount.Of(10, 180);

    private const int Port = 7000;
    private const string Password = "correct-horse";

    private static readonly string[] Names = ["ana", "bob", "carla", "dani"];

    private readonly List<ChatHost> _hosts = [];
    private NetBridge? _bridge;
    private NetNamespace? _serversHost;
    private ServerProcess? _server;

    public async ValueTask InitializeAsync()
    {
        if (await NetNamespace.ReasonToSkipAsync() is { } reason)
            Assert.Skip(reason);
        _bridge = await NetBridge.CreateAsync();
        _serversHost = await _bridge.AddHostAsync();
        _server = await ServerProcess.StartAsync(new ServerOptions { Prefix = _serversHost.Prefix, Line = $"0.0.0.0:{Port}" });
        foreach (var name in Names.Append("eva"))
        {
            await using var client = await ConnectAsync();
            await client.RegisterAsync(name, Password);
        }
        foreach (var name in Names)
            _hosts.Add(await ChatHost.StartAsync(await _bridge.AddHostAsync(), new IPEndPoint(_serversHost.Address, Port), name));
        foreach (var host in _hosts)
            await Patience.UntilAsync(async () => await host.LinkedAsync() == Names.Length - 1, $"{host.Name} is linked with the others", Patience.Long, () => string.Join('\n', host.Lines));
    }

    [Fact]
    public async Task People_carry_on_and_what_they_wrote_has_one_place_for_everybody_afterwards()
    {
        await using var eva = await ConnectAsync();
        await eva.LoginAsync("eva", Password);
        await _hosts[0].TypeAsync("before");
        await eva.ReadToLineAsync("ana: before");

        await _serversHost!.SetLinkAsync(up: false);
        // Under way when nobody knows yet.
        await _hosts[0].TypeAsync("under way");
        await Task.WhenAll(_hosts.Select(h => h.ShowsAsync("The server is out of reach. You carry on with")));
        for (var i = 0; i < Messages; i++)
        {
            foreach (var host in _hosts)
                await host.TypeAsync($"{host.Name} {i}");
            if (Amount.IsLong)
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }
        await _hosts[0].TypeAsync("#\\private<bob> only for bob");
        // A number of the server's means no message here.
        await _hosts[1].TypeAsync("#redact 1");
        await _hosts[1].ShowsAsync("That is a number of the server's");
        await SayAgainAsync();
        await _hosts[1].TypeAsync("#cR nowhere");
        await _hosts[1].ShowsAsync("#cR needs a server");
        await _hosts[1].TypeAsync("still here");
        await _hosts[2].ShowsAsync("still here");
        var all = Names.SelectMany(n => Enumerable.Range(0, Messages).Select(i => $"{n}: {n} {i}")).Append("ana: under way").ToList();
        foreach (var host in _hosts)
            await host.UntilAsync(lines => all.TrueForAll(m => lines.Count(l => Says(l, m)) == 1), "has all that was written without the server, once");
        await _hosts[1].ShowsAsync("only for bob");
        Assert.DoesNotContain(_hosts[2].Lines, l => l.Contains("only for bob", StringComparison.Ordinal));

        await _serversHost.SetLinkAsync(up: true);
        foreach (var host in _hosts)
            await host.ShowsAsync("have their place now");
        await _hosts[3].TypeAsync("after");
        var seen = await eva.ReadToLineAsync("dani: after");
        output.WriteLine(string.Join('\n', seen));

        // On a door that was with the server all the time: in place, with the time at which each was written.
        Assert.All(all, m => Assert.Single(seen, l => Plain(l) == m));
        Assert.All(seen.Where(l => Said().IsMatch(l)), l => Assert.Contains("without the server", l, StringComparison.Ordinal));
        var history = Of(await eva.AskAsync("#last 1000"));
        Assert.All([.. all, "ana: before", "bob: still here"], m => Assert.Single(history, m));
        foreach (var name in Names)
            Assert.Equal(Enumerable.Range(0, Messages).Select(i => $"{name}: {name} {i}"), history.Where(m => m.StartsWith($"{name}: {name} ", StringComparison.Ordinal)));
        foreach (var host in _hosts)
        {
            await host.ShowsAsync("dani: after");
            Assert.All(all, m => Assert.Single(host.Lines, l => Says(l, m)));
            Assert.Equal(history, Of(await host.AskAsync("#last 1000", lines => Of(lines).Count >= history.Count)));
        }
        Assert.Single(_hosts[1].Lines, l => l.Contains("only for bob", StringComparison.Ordinal));
        Assert.Single(history, m => m.EndsWith("said better", StringComparison.Ordinal));
        Assert.Single(history, m => m.StartsWith("dani: ", StringComparison.Ordinal) && m.EndsWith("👍", StringComparison.Ordinal));
        Assert.DoesNotContain(seen.Concat(history), l => l.Contains("better unsaid", StringComparison.Ordinal));
        await _hosts[2].TypeAsync("#edit -3 too late");
        await _hosts[2].ShowsAsync("That is a number of the time without the server");
        await using var bob = await ConnectAsync();
        await bob.LoginAsync("bob", Password);
        Assert.Contains("*   ana 1", await bob.AskAsync("#privates"));
    }

    /// <summary>What was said without the server is edited, reacted to and taken back by the numbers that it has there, which are each host's own.</summary>
    private async Task SayAgainAsync()
    {
        await _hosts[2].TypeAsync("said badly");
        await _hosts[2].TypeAsync("better unsaid");
        await Task.WhenAll(_hosts.Select(h => h.ShowsAsync("better unsaid")));
        await _hosts[2].TypeAsync($"#edit {await NumberAsync(_hosts[2], "said badly")} said better");
        await _hosts[2].TypeAsync($"#redact {await NumberAsync(_hosts[2], "better unsaid")}");
        await _hosts[3].TypeAsync($"#react {await NumberAsync(_hosts[3], "said badly")} 👍");
        foreach (var host in _hosts)
        {
            await host.UntilAsync(lines => lines.Any(l => l.EndsWith("said better", StringComparison.Ordinal)), "the edit");
            await host.UntilAsync(lines => lines.Any(l => l.EndsWith("👍", StringComparison.Ordinal)), "the reaction");
        }
    }

    private static async Task<string> NumberAsync(ChatHost host, string text)
    {
        var lines = await host.AskAsync("#last 60", answer => answer.Any(l => l.StartsWith("[-", StringComparison.Ordinal) && l.EndsWith(text, StringComparison.Ordinal)));
        var line = lines.First(l => l.StartsWith("[-", StringComparison.Ordinal) && l.EndsWith(text, StringComparison.Ordinal));
        return line[1..line.IndexOf(' ', StringComparison.Ordinal)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        if (_bridge is not null)
            await _bridge.DisposeAsync();
    }

    /// <summary>On the server's own host.</summary>
    private async Task<LineClient> ConnectAsync() => new(await _serversHost!.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port)));

    /// <summary>Not in an answer to <c>#last</c> among the peers, whose numbers have a minus.</summary>
    private static bool Says(string line, string message) => LateMark().Replace(line, "") == message || (line.EndsWith($"] {message}", StringComparison.Ordinal) && !line.StartsWith("[-", StringComparison.Ordinal));

    /// <summary>The messages of a page of history, without their numbers and times.</summary>
    private static List<string> Of(IEnumerable<string> lines) => [.. lines.Where(l => l.StartsWith('[')).Select(l => Plain(l[(l.IndexOf(']', StringComparison.Ordinal) + 2)..]))];

    /// <summary>Without when it was written.</summary>
    private static string Plain(string line) => WrittenMark().Replace(line, "");

    [GeneratedRegex(@"\(written [0-9:]+ without the server\) ")]
    private static partial Regex WrittenMark();

    [GeneratedRegex(@"\(late: [0-9:]+, before [0-9]+ above\) ")]
    private static partial Regex LateMark();

    [GeneratedRegex("(ana|bob|carla|dani) [0-9]+$")]
    private static partial Regex Said();
}
