using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Rooms;
using Parley.Storage.Tests.Support;
using static Parley.Storage.Tests.Support.Entries;

namespace Parley.Storage.Tests.Postgres;

public sealed class TwoNodesTests(ITestOutputHelper output) : NodesFixture
{
    private const int Rounds = 60;

    private static readonly ConversationId Elsewhere = new(8);

    [Fact]
    public async Task The_same_client_id_on_two_nodes_at_once_makes_one_entry()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var message = Message($"{round}", id: $"id-{round}");
            var outcomes = await Task.WhenAll(One.Log.AppendAsync([message], Token), Other.Log.AppendAsync([message], Token));

            Assert.Equal([AppendStatus.Appended, AppendStatus.Duplicate], outcomes.Select(o => o[0].Status).Order());
            Assert.Single(outcomes.Select(o => o[0].Position).Distinct());
        }
        Assert.Equal(Enumerable.Range(1, Rounds).Select(i => (long)i), (await One.Log.AllAsync()).Select(e => e.Position.Value));
    }

    [Fact]
    public async Task The_same_client_id_in_two_conversations_at_once_is_taken_once_and_burns_no_position()
    {
        var won = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var message = Message($"{round}", id: $"id-{round}");
            var outcomes = await Task.WhenAll(One.Log.AppendAsync([message], Token), Other.Log.AppendAsync([message with { Conversation = Elsewhere }], Token));

            Assert.Equal([AppendStatus.Appended, AppendStatus.ClientIdReused], outcomes.Select(o => o[0].Status).Order());
            won += outcomes[0][0].Status == AppendStatus.Appended ? 1 : 0;
        }
        Assert.Equal(Enumerable.Range(1, won).Select(i => (long)i), (await One.Log.AllAsync()).Select(e => e.Position.Value));
        Assert.Equal(Enumerable.Range(1, Rounds - won).Select(i => (long)i), (await One.Log.AllAsync(Elsewhere)).Select(e => e.Position.Value));
    }

    [Fact]
    public async Task Calls_that_cross_in_conversations_and_client_ids_never_wait_for_each_other_in_a_circle()
    {
        await Task.WhenAll(CrossAsync(One.Log, reversed: false), CrossAsync(Other.Log, reversed: true), CrossAsync(One.Log, reversed: true), CrossAsync(Other.Log, reversed: false));

        Assert.Equal(0, await Database.NumberAsync($"SELECT deadlocks FROM pg_stat_database WHERE datname = '{Database.Name}'"));
        Assert.Equal(Rounds * 6, await Database.NumberAsync("SELECT count(*) FROM parley.entry"));
        Assert.Equal(Rounds * 6, await Database.NumberAsync("SELECT sum(last) FROM parley.head"));
    }

    /// <summary>PARLEY_SEED repeats a run, as far as the machine does.</summary>
    [Fact]
    public async Task Whatever_is_appended_from_two_nodes_positions_have_no_gaps_and_every_answer_is_true()
    {
        const int rooms = 6;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PARLEY_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var answered = new List<(NewEntry Entry, AppendOutcome Outcome)>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async worker =>
        {
            var random = new Random(seed + worker);
            var log = worker % 2 == 0 ? One.Log : Other.Log;
            for (var call = 0; call < 40; call++)
            {
                NewEntry[] entries = [.. Enumerable.Range(0, random.Next(1, 12)).Select(i => Any(random, $"{worker}-{call}-{i}", rooms))];
                var outcomes = await log.AppendAsync(entries, Token);
                lock (answered)
                    answered.AddRange(entries.Zip(outcomes));
            }
        }));

        for (var room = 1; room <= rooms; room++)
        {
            var all = await One.Log.AllAsync(new ConversationId(room));
            Assert.Equal(Enumerable.Range(1, all.Count).Select(i => (long)i), all.Select(e => e.Position.Value));
            var appended = answered.Where(a => a.Entry.Conversation.Value == room && a.Outcome.Status == AppendStatus.Appended).OrderBy(a => a.Outcome.Position.Value).ToList();
            Assert.Equal(all.Texts(), appended.Select(a => System.Text.Encoding.UTF8.GetString(a.Entry.Body.Span)));
            foreach (var (entry, outcome) in answered.Where(a => a.Entry.Conversation.Value == room && a.Outcome.Status == AppendStatus.Duplicate))
                Assert.Equal(entry.ClientId!.Value.Value, all[(int)outcome.Position.Value - 1].ClientId);
        }
        Assert.All(answered.Where(a => a.Entry.ClientId is not null).GroupBy(a => a.Entry.ClientId), same => Assert.Single(same, a => a.Outcome.Status == AppendStatus.Appended));
        Assert.Contains(answered, a => a.Outcome.Status == AppendStatus.Duplicate);
        Assert.Equal(0, await Database.NumberAsync($"SELECT deadlocks FROM pg_stat_database WHERE datname = '{Database.Name}'"));
    }

    [Fact]
    public async Task An_append_decided_on_rules_that_another_node_is_changing_waits_and_is_refused()
    {
        RoomName.TryParse("uci", out var name);
        var room = (await One.Rooms.CreateAsync(name, RoomLifetime.Kept, Ana, Noon, Token))!;
        await using var rules = await Database.Server.OpenAsync(Database.Name);
        await using var change = await rules.BeginTransactionAsync(Token);
        // What the other node does in UpdateAsync, stopped before its commit.
        await using (var step = new Npgsql.NpgsqlCommand($"SELECT 1 FROM head WHERE conversation = {room.Id} FOR NO KEY UPDATE; UPDATE room SET version = 2 WHERE conversation = {room.Id}", rules))
            await step.ExecuteNonQueryAsync(Token);

        var append = One.Log.AppendAsync([Message("antes", room: room.Id) with { RulesVersion = 1 }], Token);
        await UntilWaitingAsync();
        Assert.False(append.IsCompleted);
        await change.CommitAsync(Token);

        Assert.Equal(AppendStatus.RulesOutdated, (await append)[0].Status);
        Assert.Empty(await One.Log.AllAsync(room.Id));
    }

    [Fact]
    public async Task Names_pairs_keys_and_claims_go_to_one_of_two_nodes()
    {
        RoomName.TryParse("uci", out var name);
        for (var round = 0; round < 20; round++)
        {
            var rooms = await Task.WhenAll(One.Rooms.CreateAsync(name, RoomLifetime.Kept, Ana, Noon, Token), Other.Rooms.CreateAsync(name, RoomLifetime.Kept, Bob, Noon, Token));
            var made = Assert.Single(rooms.OfType<RoomRecord>());
            var updates = await Task.WhenAll(One.Rooms.UpdateAsync(made with { Topic = "a" }, Token), Other.Rooms.UpdateAsync(made with { Topic = "b" }, Token));
            Assert.Single(updates.OfType<RoomRecord>());
            Assert.True(await Other.Rooms.CloseAsync(made.Id, Noon, Token));

            var (low, high) = (new AccountId(100 + round), new AccountId(200 + round));
            Assert.Single((await Task.WhenAll(One.Rooms.PairAsync(low, high, Token), Other.Rooms.PairAsync(high, low, Token))).Distinct());

            byte[] space = [(byte)round];
            var sets = await Task.WhenAll(One.KeyValue.SetAsync(space, space, space, 0, Token), Other.KeyValue.SetAsync(space, space, space, 0, Token));
            Assert.Single(sets, s => s is not null);

            var claims = await Task.WhenAll(One.Claims.TryClaimAsync($"k{round}", "v", "n1", TimeSpan.FromMinutes(1), Token).AsTask(), Other.Claims.TryClaimAsync($"k{round}", "v", "n2", TimeSpan.FromMinutes(1), Token).AsTask());
            Assert.Single(claims.OfType<Claim>());
        }
    }

    [Fact]
    public async Task Files_of_two_nodes_share_one_quota()
    {
        var limits = new FileLimits(4, 12, 100);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() =>
            (i % 2 == 0 ? One : Other).Files.AddAsync(new NewFile(Ana, "x", "x", Noon), new MemoryStream([1, 2, 3, 4]), limits, Token))));
        Assert.Equal(3, answers.Count(a => a.Outcome == FileOutcome.Added));
        Assert.Equal(3, await Database.NumberAsync("SELECT count(*) FROM parley.piece"));
    }

    [Fact]
    public async Task A_long_file_is_read_from_any_place()
    {
        var content = new byte[700_001];
        new Random(7).NextBytes(content);
        var id = (await One.Files.AddAsync(new NewFile(Ana, "x", "x", Noon), new MemoryStream(content), new FileLimits(1_000_000, 1_000_000, 1_000_000), Token)).File!.Id;

        await using var stream = (await Other.Files.OpenAsync(id, thumbnail: false, Token))!;
        var whole = new MemoryStream();
        await stream.CopyToAsync(whole, Token);
        Assert.Equal(content, whole.ToArray());
        Assert.Equal(content.Length, stream.Length);
        foreach (var place in (int[])[0, 262_143, 262_144, 500_000, 700_000])
        {
            stream.Seek(place, SeekOrigin.Begin);
            var one = new byte[1];
            await stream.ReadExactlyAsync(one, Token);
            Assert.Equal(content[place], one[0]);
        }
        Assert.Equal(0, await stream.ReadAsync(new byte[1], Token));
        Assert.Equal(3, await Database.NumberAsync("SELECT count(*) FROM parley.piece WHERE length(bytes) <= 262144"));
    }

    private static NewEntry Any(Random random, string text, int rooms)
    {
        var room = new ConversationId(random.Next(1, rooms + 1));
        if (random.Next(3) > 0)
            return Message(text, room: room);
        // A small choice: the same id comes from several workers, always with the same text and room.
        var shared = random.Next(400);
        return Message($"shared {shared}", room: new ConversationId(1 + (shared % rooms)), id: $"shared-{shared}");
    }

    private static async Task CrossAsync(IMessageLog log, bool reversed)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var entries = Enumerable.Range(1, 6).Select(i => Message("x", room: new ConversationId(i), id: $"{round}-{i}"));
            await log.AppendAsync([.. reversed ? entries.Reverse() : entries], Token);
        }
    }
}
