using Parley.BlackBox.Proof;

namespace Parley.BlackBox.Irc.Proof;

/// <summary>Many IRC senders, observers on IRC and on the line: every transcript is the same.</summary>
[Collection<ProofCollection>]
public sealed class IrcOrder
{
    private const string Room = "plaza";
    private const int Senders = 5;
    private static readonly int Each = Amount.Of(100, 5000);

    [Fact]
    public async Task Everybody_sees_the_same_messages_in_the_same_order()
    {
        await using var server = await IrcDoor.StartAsync();
        await using var owner = await server.RegisterJsonAsync("owner");
        await owner.AskAsync(new { t = "create", room = Room });
        List<IrcClient> senders = [];
        List<IrcClient> watchers = [];
        List<LineClient> lines = [];
        for (var i = 0; i < Senders; i++)
        {
            senders.Add(await server.GuestInAsync("#" + Room, $"sender{i}", "echo-message"));
            watchers.Add(await server.GuestInAsync("#" + Room, $"watcher{i}"));
            lines.Add(await server.RegisterAsync($"line{i}"));
            await lines[i].AskAsync($"#gR {Room}");
        }
        await IrcClient.SettleAsync([.. senders, .. watchers]);

        var total = Senders * Each;
        var reading = senders.Concat(watchers).Select(c => TextsAsync(c, total)).Concat(lines.Select(l => TextsAsync(l, total))).ToList();
        await Task.WhenAll(senders.Select((s, i) => SendAsync(s, $"sender{i}")));
        var transcripts = await Task.WhenAll(reading);

        var truth = (await WholeHistory.ReadAsync(owner, Room)).Select(e => e.Text!).ToList();
        Assert.Equal(total, truth.Distinct(StringComparer.Ordinal).Count());
        Assert.All(transcripts, t => Assert.Equal(truth, t));
        foreach (var sender in truth.GroupBy(t => t.Split(' ')[0], StringComparer.Ordinal))
            Assert.Equal(Enumerable.Range(0, Each).Select(i => $"{sender.Key} {i}"), sender);

        foreach (IAsyncDisposable client in (IEnumerable<IAsyncDisposable>)[.. senders, .. watchers, .. lines])
            await client.DisposeAsync();
    }

    [Fact]
    public async Task Effects_of_different_commands_reach_others_before_the_pong_of_their_sender()
    {
        await using var server = await IrcDoor.StartAsync();
        await using var ana = await server.MemberInAsync("#plaza", "ana");
        await using var bob = await server.MemberInAsync("#plaza", "bob", "away-notify", "setname", "message-tags");
        await IrcClient.SettleAsync(ana, bob);
        for (var i = 0; i < Amount.Of(30, 3000); i++)
        {
            await ana.AskAsync($"PRIVMSG #plaza :{i}", "AWAY :x", $"PRIVMSG bob :{i}", $"TOPIC #plaza :{i}", $"SETNAME :name {i}", "MODE #plaza +m", "MODE #plaza -m", "AWAY", "PART #plaza", "JOIN #plaza");
            Assert.Equal(["PRIVMSG", "AWAY", "PRIVMSG", "TOPIC", "SETNAME", "MODE", "MODE", "AWAY", "PART", "JOIN"], (await bob.SyncAsync()).Select(l => l.Command).Take(10));
        }
    }

    private static async Task SendAsync(IrcClient client, string name)
    {
        for (var i = 0; i < Each; i++)
            await client.SendAsync($"PRIVMSG #{Room} :{name} {i}");
    }

    private static async Task<List<string>> TextsAsync(IrcClient client, int total)
    {
        List<string> texts = [];
        while (texts.Count < total)
        {
            if (await client.ReadAsync(Patience.Long) is { Command: "PRIVMSG" } line)
                texts.Add(line.Last);
        }
        return texts;
    }

    private static async Task<List<string>> TextsAsync(LineClient client, int total)
    {
        List<string> texts = [];
        while (texts.Count < total)
        {
            var line = await client.ReadLineAsync(Patience.Long);
            if (!line.StartsWith('*'))
                texts.Add(line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
        }
        return texts;
    }
}
