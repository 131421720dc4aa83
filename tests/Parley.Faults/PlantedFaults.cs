using System.Text.Json.Nodes;
using Parley.Faults.People;
using Parley.Faults.Records;
using Parley.Faults.Sites;

namespace Parley.Faults;

/// <summary>The negative control of the whole suite: faults planted in a running cluster, in the database behind its back and on the way to a reader, are caught.</summary>
public sealed class PlantedFaults
{
    private const string Writer = "ana";
    private const int Posts = 20;

    [Fact]
    public async Task A_reused_position_a_lost_entry_and_a_dropped_frame_are_caught_and_nothing_else_is_complained_of()
    {
        await using var site = await Site.StartAsync();
        await using var link = new JsonLink((await site.Way(Door.Line, 0)(0, CancellationToken.None)).Lines, _ => { });
        await link.NeedAsync(new { t = "register", login = Writer, password = Site.Password });

        Assert.Empty(await BreachesAsync(site, link, "sound"));
        Assert.Equal([Breach.Gap], await BreachesAsync(site, link, "dropped", reads: lines => new LossyLines(lines, dropped: Posts / 2)));
        Assert.Superset(new HashSet<Breach> { Breach.Lost, Breach.Gap }, await BreachesAsync(site, link, "lost", afterwards: id => $"DELETE FROM parley.entry WHERE conversation = {id} AND position = 7"));
        Assert.Superset(
            new HashSet<Breach> { Breach.Lost, Breach.Doubled },
            await BreachesAsync(site, link, "reused", afterwards: id => $"ALTER TABLE parley.entry DROP CONSTRAINT entry_pkey; UPDATE parley.entry SET position = 6 WHERE conversation = {id} AND position = 7"));
    }

    /// <summary>Posts to a room of its own, which a reader at another node reads.</summary>
    /// <param name="afterwards">Done to it when all has been read.</param>
    private static async Task<HashSet<Breach>> BreachesAsync(
        Site site, JsonLink link, string room, Func<ILines, ILines>? reads = null, Func<long, string>? afterwards = null)
    {
        var history = new History();
        var id = (long)(await link.NeedAsync(new { t = "create", room }))["conversation"]!;
        var stay = new Stay("reader", "node 1", room, 0);
        history.Stays.Enqueue(stay);
        history.Complete.Add((stay.Reader, room));
        var lines = (await site.Way(Door.Line, 1)(0, CancellationToken.None)).Lines;
        await using (var reader = new JsonLink(reads?.Invoke(lines) ?? lines, json => See(stay, json)))
        {
            await reader.NeedAsync(new { t = "login", login = Writer, password = Site.Password });
            await Patience.UntilAsync(async () => JsonLink.Code(await reader.AskAsync(new { t = "join", room, after = 0 })) == 0, "the room is known there");
            for (var i = 0; i < Posts; i++)
                history.Posts.Enqueue(await PostAsync(link, room, i));
            await Patience.UntilAsync(() => stay.Seen.Count > 0 && stay.Seen[^1].Text.EndsWith($" {Posts - 1}", StringComparison.Ordinal), "the last one came");
        }
        if (afterwards is not null)
            await site.TamperAsync(afterwards(id));
        history.Logs[room] = [await WholeLog.ReadAsync(link, room, null)];
        return [.. Checker.Check(history).Select(v => v.Breach)];
    }

    private static async Task<Post> PostAsync(JsonLink link, string room, int number)
    {
        var post = new Post(room, Writer, $"{room}-{number}", $"{room} {number}", People.Writer.Now());
        var answer = await link.NeedAsync(new { t = "post", room, text = post.Text, id = post.Id });
        return post.Answered(new Answer(People.Writer.Now(), Outcome.Accepted, (long)answer["position"]!));
    }

    private static void See(Stay stay, JsonObject json)
    {
        if ((string?)json["t"] == "msg")
            stay.Seen.Add(new Sighting((long)json["position"]!, (string?)json["id"], (string)json["text"]!));
    }

    /// <summary>Swallows one message.</summary>
    private sealed class LossyLines(ILines lines, int dropped) : ILines
    {
        private int _messages;

        public Task WriteAsync(string line, CancellationToken cancellationToken) => lines.WriteAsync(line, cancellationToken);

        public async Task<string?> ReadAsync(CancellationToken cancellationToken)
        {
            var line = await lines.ReadAsync(cancellationToken);
            return line?.Contains("\"t\":\"msg\"", StringComparison.Ordinal) == true && ++_messages == dropped ? await lines.ReadAsync(cancellationToken) : line;
        }

        public void Dispose() => lines.Dispose();
    }
}
