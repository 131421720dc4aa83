using Parley.BlackBox.Irc.History;
using Parley.BlackBox.Proof;

namespace Parley.BlackBox.Irc.Proof;

/// <summary>SIGKILL under load, over and over: what came back as an echo is in the history, once, in that order.</summary>
[Collection<ProofCollection>]
public sealed class IrcCrashes
{
    private const string Room = "#uci";
    private const int Window = 50;
    private const int Page = 50;
    private static readonly string[] Caps = ["echo-message", "message-tags", "server-time", "batch", "draft/chathistory"];

    [Fact]
    public async Task Nothing_that_was_echoed_is_lost_doubled_or_reordered_by_kills()
    {
        using var data = new TemporaryFolder();
        var options = IrcDoor.Options with { Data = data.Path };
        string[] logins = ["sender0", "sender1", "sender2", "sender3"];
        await using (var server = await ServerProcess.StartAsync(options))
        {
            await using var owner = await server.RegisterJsonAsync("owner");
            await owner.AskAsync(new { t = "create", room = Room[1..] });
            await owner.AskAsync(new { t = "keep", room = Room[1..] });
            foreach (var login in logins)
                await server.MakeAccountAsync(login);
        }

        var random = Chance.Seeded();
        var echoed = logins.ToDictionary(l => l, _ => new List<(string? Id, string Text)>(), StringComparer.Ordinal);
        var rounds = Amount.Of(5, 200);
        for (var round = 0; round < rounds; round++)
        {
            await using var server = await ServerProcess.StartAsync(options);
            Task[] load = [.. logins.Select(l => PostUntilTheEndAsync(server, l, $"{l} {round}", echoed[l]))];
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 1200)), TimeProvider.System);
            await server.KillAsync();
            await Task.WhenAll(load);
        }

        await using (var server = await ServerProcess.StartAsync(options))
        {
            await using var ana = await server.GuestInAsync(Room, "ana", Caps);
            var history = await WholeAsync(ana);
            Assert.Equal(history.Count, history.Select(e => e.Id).Distinct(StringComparer.Ordinal).Count());
            Assert.Equal(history.Count, history.Select(e => e.Text).Distinct(StringComparer.Ordinal).Count());
            Assert.NotEmpty(echoed.Values.SelectMany(e => e));
            foreach (var (login, seen) in echoed)
            {
                var kept = seen.ToHashSet();
                Assert.Equal(seen, history.Where(kept.Contains));
                Assert.True(history.Count(e => e.Text.StartsWith(login, StringComparison.Ordinal)) >= seen.Count);
            }
            TestContext.Current.TestOutputHelper?.WriteLine($"{rounds} kills, {history.Count} messages");
        }
    }

    private static async Task PostUntilTheEndAsync(ServerProcess server, string login, string stem, List<(string? Id, string Text)> echoed)
    {
        try
        {
            await using var client = await server.SessionAsync(login, Caps);
            await client.JoinAsync(Room);
            var (sent, back) = (0, 0);
            while (true)
            {
                for (; sent - back < Window; sent++)
                    await client.SendAsync($"PRIVMSG {Room} :{stem} {sent}");
                if (await client.ReadAsync() is { Command: "PRIVMSG" } line && line.Nick == login)
                {
                    Assert.Equal($"{stem} {back++}", line.Last);
                    echoed.Add((line.Tag("msgid"), line.Last));
                }
            }
        }
        catch (Exception e) when (e is IOException or EndOfStreamException or System.Net.Sockets.SocketException or InvalidDataException or System.Text.DecoderFallbackException)
        {
            // The kill came, perhaps in the middle of a line.
        }
    }

    private static async Task<List<(string? Id, string Text)>> WholeAsync(IrcClient client)
    {
        List<IReadOnlyList<IrcLine>> pages = [];
        var page = (await client.AskAsync($"CHATHISTORY LATEST {Room} * {Page}")).Inside("chathistory");
        while (page.Count > 0)
        {
            pages.Add(page);
            page = (await client.AskAsync($"CHATHISTORY BEFORE {Room} msgid={page[0].Tag("msgid")} {Page}")).Inside("chathistory");
        }
        pages.Reverse();
        return [.. pages.SelectMany(p => p).Select(l => (l.Tag("msgid"), l.Last))];
    }
}
