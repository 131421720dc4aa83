namespace Parley.BlackBox.Proof;

/// <summary>Many senders and many observers at two doors: every transcript is the same.</summary>
public abstract class OneOrder(string io)
{
    private const string Room = "plaza";
    private static readonly int Each = Amount.Of(100, 5000);

    [Fact]
    public async Task Everybody_sees_the_same_messages_in_the_same_order()
    {
        await using var server = await ServerProcess.StartAsync(new ServerOptions { Io = io });
        await using var owner = await server.RegisterJsonAsync("owner");
        await owner.AskAsync(new { t = "create", room = Room });
        var lines = await ManyAsync(10, i => LineMemberAsync(server, $"linea{i}"));
        var programs = await ManyAsync(10, i => JsonMemberAsync(server, $"json{i}"));
        var total = (lines.Count / 2 + programs.Count / 2) * Each;

        var reading = lines.Select(l => MessagesAsync(l, total)).ToList();
        var readingPrograms = programs.Select(p => MessagesAsync(p, total)).ToList();
        var sending = lines.Take(lines.Count / 2).Select((l, i) => SendAsync(l, $"linea{i}"))
            .Concat(programs.Take(programs.Count / 2).Select((p, i) => SendAsync(p, $"json{i}")));
        await Task.WhenAll(sending);

        var transcripts = await Task.WhenAll(reading);
        var numbered = await Task.WhenAll(readingPrograms);

        var truth = (await WholeHistory.ReadAsync(owner, Room)).Select(e => e.Text!).ToList();
        Assert.Equal(total, truth.Count);
        Assert.Equal(total, truth.Distinct(StringComparer.Ordinal).Count());
        foreach (var transcript in transcripts)
            Assert.Equal(truth, transcript);
        foreach (var transcript in numbered)
        {
            Assert.Equal(Enumerable.Range(1, total).Select(i => (long)i), transcript.Select(e => e.Position));
            Assert.Equal(truth, transcript.Select(e => e.Text));
        }
        foreach (var sender in truth.GroupBy(t => t.Split(' ')[0], StringComparer.Ordinal))
            Assert.Equal(Enumerable.Range(0, Each).Select(i => $"{sender.Key} {i}"), sender);

        foreach (var line in lines)
            await line.DisposeAsync();
        foreach (var program in programs)
            await program.DisposeAsync();
    }

    private static async Task<List<T>> ManyAsync<T>(int count, Func<int, Task<T>> make)
    {
        List<T> all = [];
        for (var i = 0; i < count; i++)
            all.Add(await make(i));
        return all;
    }

    private static async Task<LineClient> LineMemberAsync(ServerProcess server, string login)
    {
        var client = await server.RegisterAsync(login);
        await client.AskAsync($"#gR {Room}");
        return client;
    }

    private static async Task<JsonClient> JsonMemberAsync(ServerProcess server, string login)
    {
        var client = await server.RegisterJsonAsync(login);
        await client.AskAsync(new { t = "join", room = Room });
        return client;
    }

    private static async Task SendAsync(LineClient client, string name)
    {
        for (var i = 0; i < Each; i++)
            await client.SendAsync($"{name} {i}");
    }

    private static async Task SendAsync(JsonClient client, string name)
    {
        for (var i = 0; i < Each; i++)
            await client.SendAsync(new { t = "post", room = Room, text = $"{name} {i}" });
    }

    private static async Task<List<string>> MessagesAsync(LineClient client, int total)
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

    private static async Task<List<SeenEntry>> MessagesAsync(JsonClient client, int total)
    {
        List<SeenEntry> entries = [];
        while (entries.Count < total)
        {
            var json = await client.TryReadAsync(Patience.Long) ?? throw new EndOfStreamException(client.ToString());
            if (JsonClient.Type(json) == "msg")
                entries.Add(SeenEntry.From(json));
        }
        return entries;
    }
}

[Collection<ProofCollection>]
public sealed class OneOrderAsync() : OneOrder("async");

[Collection<ProofCollection>]
public sealed class OneOrderThreads() : OneOrder("threads");
