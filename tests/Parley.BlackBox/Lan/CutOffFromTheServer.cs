using System.Text.RegularExpressions;
using Parley.BlackBox.Harness;

namespace Parley.BlackBox.Lan;

/// <summary>Four hosts and their server, each with an address of its own; the server's cable is pulled while people write.</summary>
public sealed partial class CutOffFromTheServer(ITestOutputHelper output) : IAsyncLifetime
{
    /// <summary>With a second between them, the long form writes for three minutes.</summary>
    private static readonly int Messages = Amount.Of(10, 180);

    private static readonly string[] Names = ["ana", "bob", "carla", "dani"];

    private ChatSite? _site;

    private IReadOnlyList<ChatHost> Hosts => _site!.Hosts;

    public async ValueTask InitializeAsync() => _site = await ChatSite.StartAsync(Names, "eva");

    [Fact]
    public async Task People_carry_on_and_what_they_wrote_has_one_place_for_everybody_afterwards()
    {
        await using var eva = await _site!.LoginAsync("eva");
        await Hosts[0].TypeAsync("before");
        await eva.ReadToLineAsync("ana: before");

        await _site.SetServersLinkAsync(up: false);
        // Under way when nobody knows yet.
        await Hosts[0].TypeAsync("under way");
        await Task.WhenAll(Hosts.Select(h => h.ShowsAsync("The server is out of reach. You carry on with")));
        for (var i = 0; i < Messages; i++)
        {
            foreach (var host in Hosts)
                await host.TypeAsync($"{host.Name} {i}");
            if (Amount.IsLong)
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }
        await Hosts[0].TypeAsync("#\\private<bob> only for bob");
        // A number of the server's means no message here.
        await Hosts[1].TypeAsync("#redact 1");
        await Hosts[1].ShowsAsync("That is a number of the server's");
        await SayAgainAsync();
        await Hosts[1].TypeAsync("#cR nowhere");
        await Hosts[1].ShowsAsync("#cR needs a server");
        await Hosts[1].TypeAsync("still here");
        await Hosts[2].ShowsAsync("still here");
        var all = Names.SelectMany(n => Enumerable.Range(0, Messages).Select(i => $"{n}: {n} {i}")).Append("ana: under way").ToList();
        foreach (var host in Hosts)
            await host.UntilAsync(lines => all.TrueForAll(m => lines.Count(l => Says(l, m)) == 1), "has all that was written without the server, once");
        await Hosts[1].ShowsAsync("only for bob");
        Assert.DoesNotContain(Hosts[2].Lines, l => l.Contains("only for bob", StringComparison.Ordinal));

        await _site.SetServersLinkAsync(up: true);
        foreach (var host in Hosts)
            await host.ShowsAsync("have their place now");
        await Hosts[3].TypeAsync("after");
        var seen = await eva.ReadToLineAsync("dani: after");
        output.WriteLine(string.Join('\n', seen));

        // On a door that was with the server all the time: in place, with the time at which each was written.
        Assert.All(all, m => Assert.Single(seen, l => ChatSite.Plain(l) == m));
        Assert.All(seen.Where(l => Said().IsMatch(l)), l => Assert.Contains("without the server", l, StringComparison.Ordinal));
        var history = ChatSite.MessagesOf(await eva.AskAsync("#last 1000"));
        Assert.All([.. all, "ana: before", "bob: still here"], m => Assert.Single(history, m));
        foreach (var name in Names)
            Assert.Equal(Enumerable.Range(0, Messages).Select(i => $"{name}: {name} {i}"), history.Where(m => m.StartsWith($"{name}: {name} ", StringComparison.Ordinal)));
        foreach (var host in Hosts)
        {
            await host.ShowsAsync("dani: after");
            Assert.All(all, m => Assert.Single(host.Lines, l => Says(l, m)));
            Assert.Equal(history, ChatSite.MessagesOf(await host.AskAsync("#last 1000", lines => ChatSite.MessagesOf(lines).Count >= history.Count)));
        }
        Assert.Single(Hosts[1].Lines, l => l.Contains("only for bob", StringComparison.Ordinal));
        Assert.Single(history, m => m.EndsWith("said better", StringComparison.Ordinal));
        Assert.Single(history, m => m.StartsWith("dani: ", StringComparison.Ordinal) && m.EndsWith("👍", StringComparison.Ordinal));
        Assert.DoesNotContain(seen.Concat(history), l => l.Contains("better unsaid", StringComparison.Ordinal));
        await Hosts[2].TypeAsync("#edit -3 too late");
        await Hosts[2].ShowsAsync("That is a number of the time without the server");
        await using var bob = await _site.LoginAsync("bob");
        Assert.Contains("*   ana 1", await bob.AskAsync("#privates"));
    }

    /// <summary>What was said without the server is edited, reacted to and taken back by the numbers that it has there, which are each host's own.</summary>
    private async Task SayAgainAsync()
    {
        await Hosts[2].TypeAsync("said badly");
        await Hosts[2].TypeAsync("better unsaid");
        await Task.WhenAll(Hosts.Select(h => h.ShowsAsync("better unsaid")));
        await Hosts[2].TypeAsync($"#edit {await NumberAsync(Hosts[2], "said badly")} said better");
        await Hosts[2].TypeAsync($"#redact {await NumberAsync(Hosts[2], "better unsaid")}");
        await Hosts[3].TypeAsync($"#react {await NumberAsync(Hosts[3], "said badly")} 👍");
        foreach (var host in Hosts)
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
        if (_site is not null)
            await _site.DisposeAsync();
    }

    /// <summary>Not in an answer to <c>#last</c> among the peers, whose numbers have a minus.</summary>
    private static bool Says(string line, string message) => ChatSite.Plain(line) == message || (line.EndsWith($"] {message}", StringComparison.Ordinal) && !line.StartsWith("[-", StringComparison.Ordinal));

    [GeneratedRegex("(ana|bob|carla|dani) [0-9]+$")]
    private static partial Regex Said();
}
