using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Testing;
using Xunit;

namespace Parley.Core.Tests.TurnTaking;

public sealed class TurnCommandTests
{
    [Fact]
    public async Task Two_people_alternate_and_each_message_tells_whose_turn_it_is()
    {
        await using var test = await TestChat.StartAsync();
        var (ana, bob) = await PairAsync(test);
        await ana.DoAsync(new Post("hola") { To = "bob" });
        Assert.Equal("bob", (await bob.Door.SeesAsync<TurnState>(s => s.Waiting == "ana")).Turn);
        Assert.Equal((int)ErrorCode.NotYourTurn, await ana.RefusedAsync(new Post("otra") { To = "bob" }));
        await bob.DoAsync(new Post("qué tal") { To = "ana" });
        await ana.Door.SeesAsync<TurnState>(s => s is { Turn: "ana", Waiting: "bob", To: "bob" });
        await ana.DoAsync(new Post("bien") { To = "bob" });
        await bob.Door.SeesAsync<Message>(m => m.Text == "bien");
    }

    [Fact]
    public async Task Of_two_who_take_the_turn_at_once_one_has_it_and_the_other_is_told_whose_it_is()
    {
        await using var test = await TestChat.StartAsync();
        for (var round = 0; round < 20; round++)
        {
            var (ana, bob) = await PairAsync(test, $"{round}");
            await AtOnceAsync(
                () => ana.DoAsync(new TakeTurns(TurnAct.Take) { To = $"bob{round}" }),
                () => bob.DoAsync(new TakeTurns(TurnAct.Take) { To = $"ana{round}" }));
            var told = ana.Door.Told.Concat(bob.Door.Told).ToList();
            var refused = Assert.Single(told.OfType<Error>());
            Assert.Equal((int)ErrorCode.NotYourTurn, refused.Code);
            Assert.Equal(told.OfType<TurnState>().Last().Turn, refused.Args["user"]);
        }
    }

    /// <summary>The second of two opening messages that cross comes in its author's turn: it counts as the reply.</summary>
    [Fact]
    public async Task Messages_that_cross_at_the_beginning_alternate_and_leave_one_waiting()
    {
        await using var test = await TestChat.StartAsync();
        for (var round = 0; round < 20; round++)
        {
            var (ana, bob) = await PairAsync(test, $"{round}");
            await AtOnceAsync(
                () => PostsAsync(ana, $"bob{round}"),
                () => PostsAsync(bob, $"ana{round}"));
            var said = ana.Door.Told.OfType<Message>().OrderBy(m => m.Position).Select(m => m.From).ToList();
            Assert.All(said.Zip(said.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second));
            await ana.DoAsync(new TakeTurns { To = $"bob{round}" });
            var state = await ana.Door.SeesAsync<TurnState>(s => s.IsAnswer);
            Assert.Equal(said[^1], state.Waiting);
            Assert.NotEqual(said[^1], state.Turn);
        }

        static async ValueTask PostsAsync(TestClient client, string to)
        {
            for (var i = 0; i < 3; i++)
                await client.DoAsync(new Post($"{i}") { To = to });
            await client.Session.SettledAsync(default);
        }
    }

    [Fact]
    public async Task A_retry_of_what_was_heard_is_answered_though_it_is_anothers_turn()
    {
        await using var test = await TestChat.StartAsync();
        var (ana, _) = await PairAsync(test);
        await ana.DoAsync(new Post("hola", "c-1") { To = "bob" });
        await ana.DoAsync(new Post("hola", "c-1") { To = "bob" });
        Assert.True((await ana.Door.SeesAsync<Posted>(p => p.Duplicate == true)).Position.Value > 0);
        Assert.Equal((int)ErrorCode.ClientIdReused, await ana.RefusedAsync(new Post("otra", "c-1") { To = "bob" }));
        Assert.Equal((int)ErrorCode.NotYourTurn, await ana.RefusedAsync(new Post("otra", "c-2") { To = "bob" }));
    }

    [Fact]
    public async Task A_restart_of_the_server_changes_nothing_about_the_turn()
    {
        var test = await TestChat.StartAsync();
        var (ana, _) = await PairAsync(test);
        await ana.DoAsync(new Post("hola") { To = "bob" });
        await ana.Door.SeesAsync<Posted>();
        await test.DisposeAsync();
        await using var again = await test.AgainAsync();
        ana = await again.ComeAsync("ana", placed: false);
        Assert.Equal((int)ErrorCode.NotYourTurn, await ana.RefusedAsync(new Post("otra") { To = "bob" }));
        await ana.DoAsync(new TakeTurns { To = "bob" });
        Assert.Equal("bob", (await ana.Door.SeesAsync<TurnState>()).Turn);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_crash_before_a_snapshot_is_made_up_for_by_the_log(int kept)
    {
        FailingKeyValue? failing = null;
        var test = await TestChat.StartAsync(with: stores => stores with { KeyValue = failing = new FailingKeyValue(stores.KeyValue) });
        var (ana, bob) = (await test.ComeAsync("ana", placed: false), await test.ComeAsync("bob", placed: false));
        failing!.TurnsLeft = kept + 1;
        await ana.DoAsync(new TakeTurns(TurnAct.Start) { To = "bob" });
        await ana.DoAsync(new Post("1") { To = "bob" });
        await bob.Door.SeesAsync<Message>();
        await bob.DoAsync(new Post("2") { To = "ana" });
        await bob.Door.SeesAsync<Posted>();
        await bob.DoAsync(new Ping());
        await test.DisposeAsync();
        await using var again = await test.AgainAsync();
        bob = await again.ComeAsync("bob", placed: false);
        Assert.Equal((int)ErrorCode.NotYourTurn, await bob.RefusedAsync(new Post("otra") { To = "ana" }));
    }

    [Fact]
    public async Task A_turn_that_runs_out_is_told_and_free_to_take()
    {
        await using var test = await TestChat.StartAsync();
        var (ana, bob) = await PairAsync(test, lease: 60);
        await ana.DoAsync(new Post("¿estás?") { To = "bob" });
        await bob.Door.SeesAsync<TurnState>(s => s.Turn == "bob");
        test.Time.Advance(TimeSpan.FromSeconds(60));
        await ana.Door.SeesAsync<TurnState>(s => s.Over == true);
        await ana.DoAsync(new Post("¿hola?") { To = "bob" });
        await bob.Door.SeesAsync<Message>(m => m.Text == "¿hola?");
        Assert.Equal((int)ErrorCode.NotYourTurn, await ana.RefusedAsync(new TakeTurns(TurnAct.Take) { To = "bob" }));
        test.Time.Advance(TimeSpan.FromSeconds(60));
        await ana.DoAsync(new TakeTurns(TurnAct.Take) { To = "bob" });
        await bob.Door.SeesAsync<TurnState>(s => s.Turn == "ana");
    }

    [Fact]
    public async Task A_room_takes_turns_in_the_order_given_and_lets_its_operators_begin_and_end_it()
    {
        await using var test = await TestChat.StartAsync();
        var (ana, bob, eva, leo) = (await test.ComeAsync("ana"), await test.ComeAsync("bob"), await test.ComeAsync("eva"), await test.ComeAsync("leo"));
        await ana.DoAsync(new CreateRoom("aula"));
        foreach (var person in new[] { bob, eva, leo })
            await person.DoAsync(new EnterRoom("aula"));
        Assert.Equal((int)ErrorCode.NotOperator, await bob.RefusedAsync(new TakeTurns(TurnAct.Start)));
        Assert.Equal((int)ErrorCode.NoTurns, await bob.RefusedAsync(new TakeTurns(TurnAct.Pass)));
        Assert.Equal((int)ErrorCode.NoSuchUser, await ana.RefusedAsync(new TakeTurns(TurnAct.Start, ["ana", "zoe"])));
        Assert.Equal((int)ErrorCode.InvalidValue, await ana.RefusedAsync(new TakeTurns(TurnAct.Start, ["ana", "ANA"])));
        Assert.Equal((int)ErrorCode.InvalidValue, await ana.RefusedAsync(new TakeTurns(TurnAct.Start, ["ana", "bob"], 9)));
        await ana.DoAsync(new TakeTurns(TurnAct.Start, ["bob", "eva", "ana"]));
        Assert.Equal(["bob", "eva", "ana"], (await leo.Door.SeesAsync<TurnChanged>()).People);
        Assert.Equal((int)ErrorCode.NotInTurns, await leo.RefusedAsync(new Post("yo")));
        await eva.DoAsync(new Post("empiezo"));
        await leo.Door.SeesAsync<TurnState>(s => s.Turn == "ana");
        Assert.Equal((int)ErrorCode.NotYourTurn, await bob.RefusedAsync(new Post("no")));
        await leo.DoAsync(new TakeTurns(TurnAct.Join));
        await ana.DoAsync(new TakeTurns(TurnAct.Pass));
        await leo.Door.SeesAsync<TurnState>(s => s.Turn == "leo");
        // Who leaves gives the turn on; who is cut off keeps it until the lease ends.
        await leo.DoAsync(new GoHome());
        await bob.Door.SeesAsync<TurnState>(s => s.Turn == "bob");
        await bob.GoAsync();
        bob = await test.ComeAsync("bob");
        await bob.DoAsync(new EnterRoom("aula"));
        Assert.Equal("bob", (await bob.Door.SeesAsync<TurnState>()).Turn);
        await ana.DoAsync(new TakeTurns(TurnAct.Stop));
        await eva.Door.SeesAsync<TurnState>(s => s.On is null);
        await eva.DoAsync(new Post("ya"));
        await eva.DoAsync(new Post("libre"));
        await bob.Door.SeesAsync<Message>(m => m.Text == "libre");
    }

    [Fact]
    public async Task Hands_are_raised_and_called()
    {
        await using var test = await TestChat.StartAsync();
        var (ana, bob, eva) = (await test.ComeAsync("ana"), await test.ComeAsync("bob"), await test.ComeAsync("eva"));
        await ana.DoAsync(new CreateRoom("aula"));
        await bob.DoAsync(new EnterRoom("aula"));
        await eva.DoAsync(new EnterRoom("aula"));
        await ana.DoAsync(new TakeTurns(TurnAct.Start));
        await ana.DoAsync(new Post("¿preguntas?"));
        await bob.Door.SeesAsync<TurnState>(s => s is { Waiting: "ana", Turn: null });
        Assert.Equal((int)ErrorCode.WaitForReply, await ana.RefusedAsync(new Post("¿nadie?")));
        await bob.DoAsync(new TakeTurns(TurnAct.Raise));
        await eva.DoAsync(new TakeTurns(TurnAct.Raise));
        await ana.DoAsync(new TakeTurns(TurnAct.Raise));
        await eva.DoAsync(new TakeTurns(TurnAct.Lower));
        Assert.Equal((int)ErrorCode.NotYourTurn, await eva.RefusedAsync(new Post("yo")));
        Assert.Equal((int)ErrorCode.InvalidValue, await eva.RefusedAsync(new TakeTurns(TurnAct.Join)));
        await bob.DoAsync(new Post("una"));
        await eva.Door.SeesAsync<TurnState>(s => s is { Turn: "ana", Waiting: "bob" });
        await ana.DoAsync(new Post("respondo"));
        await eva.DoAsync(new Post("gracias"));
        await bob.Door.SeesAsync<Message>(m => m.Text == "gracias");
    }

    [Fact]
    public async Task Corrections_and_reactions_wait_for_no_turn()
    {
        await using var test = await TestChat.StartAsync();
        var (ana, bob) = await PairAsync(test);
        await ana.DoAsync(new Post("hola") { To = "bob" });
        var said = await bob.Door.SeesAsync<Message>();
        await ana.DoAsync(new EditMessage(said.Position.Value, "¡hola!") { To = "bob" });
        await ana.DoAsync(new React(said.Position.Value, "👍") { To = "bob" });
        await bob.Door.SeesAsync<Edit>();
        await bob.Door.SeesAsync<Reaction>();
        await bob.DoAsync(new TakeTurns { To = "ana" });
        Assert.Equal("bob", (await bob.Door.SeesAsync<TurnState>(s => s.IsAnswer)).Turn);
    }

    [Fact]
    public async Task A_room_that_ends_takes_its_turns_with_it()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        await ana.DoAsync(new CreateRoom("aula"));
        await ana.DoAsync(new TakeTurns(TurnAct.Start));
        await ana.DoAsync(new DeleteRoom("aula"));
        await ana.DoAsync(new CreateRoom("aula"));
        await ana.DoAsync(new TakeTurns());
        Assert.Null((await ana.Door.SeesAsync<TurnState>(s => s.IsAnswer)).On);
        Assert.Empty(await test.Stores.KeyValue.ListAsync("turns"u8.ToArray(), default));
    }

    private static Task AtOnceAsync(Func<ValueTask> one, Func<ValueTask> other) =>
        Task.WhenAll(Task.Run(async () => await one()), Task.Run(async () => await other()));

    private static async Task<(TestClient Ana, TestClient Bob)> PairAsync(TestChat test, string suffix = "", int? lease = null)
    {
        var (ana, bob) = (await test.ComeAsync($"ana{suffix}", placed: false), await test.ComeAsync($"bob{suffix}", placed: false));
        await ana.DoAsync(new TakeTurns(TurnAct.Start, Lease: lease) { To = $"bob{suffix}" });
        await bob.Door.SeesAsync<TurnState>();
        return (ana, bob);
    }

    /// <summary>Takes so many changes of the turns' namespace and then no more, as if the process had ended before them.</summary>
    private sealed class FailingKeyValue(IKeyValue inner) : IKeyValue
    {
        public int TurnsLeft { get; set; } = int.MaxValue;

        public Task<long?> SetAsync(ReadOnlyMemory<byte> space, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, long? expected, CancellationToken cancellationToken) =>
            space.Span.SequenceEqual("turns"u8) && TurnsLeft-- <= 0
                ? Task.FromException<long?>(new StorageUnavailableException("ended"))
                : inner.SetAsync(space, key, value, expected, cancellationToken);

        public ValueTask<KeyValueItem?> GetAsync(ReadOnlyMemory<byte> space, ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => inner.GetAsync(space, key, cancellationToken);

        public Task<bool> RemoveAsync(ReadOnlyMemory<byte> space, ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => inner.RemoveAsync(space, key, cancellationToken);

        public Task ClearAsync(ReadOnlyMemory<byte> space, CancellationToken cancellationToken) => inner.ClearAsync(space, cancellationToken);

        public ValueTask<IReadOnlyList<KeyValueItem>> ListAsync(ReadOnlyMemory<byte> space, CancellationToken cancellationToken) => inner.ListAsync(space, cancellationToken);

        public ValueTask<long> RevisionAsync(ReadOnlyMemory<byte> space, CancellationToken cancellationToken) => inner.RevisionAsync(space, cancellationToken);
    }
}
