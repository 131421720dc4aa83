using Parley.Contracts;
using Parley.Core.Rooms;
using Parley.Core.Sessions;
using Xunit;

namespace Parley.Core.Tests;

/// <summary>Acting for an account without being present: docs/adr/0010.</summary>
public sealed class VisitTests
{
    [Fact]
    public async Task A_visit_reads_and_writes_and_is_seen_by_nobody()
    {
        await using var test = await TestChat.StartAsync();
        var bob = await test.ComeAsync("bob", placed: false);
        await bob.DoAsync(new CreateRoom("uci"));
        bob.Door.Forget();
        var ana = await VisitAsync(test, "ana");

        await ana.DoAsync(new JoinRoom("uci"));
        await ana.DoAsync(new Post("hola") { Room = "uci" });
        await ana.Door.SeesAsync<Posted>();
        await ana.DoAsync(new ReadHistory { Room = "uci" });
        await bob.DoAsync(new ListUsers());
        await ana.GoAsync();

        Assert.Equal(["hola"], (await ana.Door.SeesAsync<HistoryPage>()).Entries.OfType<Message>().Select(m => m.Text));
        Assert.Equal(["bob"], (await bob.Door.SeesAsync<UserList>()).Users.Select(u => u.Login));
        Assert.DoesNotContain(bob.Door.Told, e => e is MemberJoined or MemberLeft or PersonGone);
        Assert.Equal("ana", Assert.Single(bob.Door.Told.OfType<Message>()).From);
    }

    [Fact]
    public async Task A_visit_that_stays_gets_what_it_lacks_and_then_each_entry_once()
    {
        await using var test = await TestChat.StartAsync();
        var bob = await test.ComeAsync("bob", placed: false);
        await bob.DoAsync(new CreateRoom("uci"));
        for (var i = 1; i <= 500; i++)
            await bob.DoAsync(new Post($"{i}") { Room = "uci" });
        var ana = await VisitAsync(test, "ana");

        await ana.DoAsync(new JoinRoom("uci", After: 100));
        for (var i = 501; i <= 510; i++)
            await bob.DoAsync(new Post($"{i}") { Room = "uci" });

        await ana.Door.UntilAsync(told => told.OfType<Message>().Count() >= 410);
        Assert.Equal(Enumerable.Range(101, 410).Select(i => $"{i}"), ana.Door.Texts);
    }

    [Fact]
    public async Task The_end_of_a_visit_takes_nobody_out_of_the_turns()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana", placed: false);
        await ana.DoAsync(new CreateRoom("uci"));
        var bob = await VisitAsync(test, "bob");
        await ana.DoAsync(new TakeTurns(TurnAct.Start, ["ana", "bob"]) { Room = "uci" });
        await ana.Door.SeesAsync<TurnState>();

        await bob.DoAsync(new JoinRoom("uci"));
        await bob.DoAsync(new LeaveRoom("uci"));
        await ana.DoAsync(new Post("uno") { Room = "uci" });

        Assert.DoesNotContain(ana.Door.Told.OfType<TurnChanged>(), e => e.Action == TurnAct.Leave);
        Assert.Equal((int)ErrorCode.NotYourTurn, await ana.RefusedAsync(new Post("dos") { Room = "uci" }));
    }

    [Fact]
    public async Task A_rule_that_would_keep_it_out_ends_a_visit_and_so_does_a_kick_of_its_person()
    {
        await using var test = await TestChat.StartAsync();
        var owner = await test.ComeAsync("owner", placed: false);
        await owner.DoAsync(new CreateRoom("uci"));
        var (ana, eva) = (await VisitAsync(test, "ana"), await VisitAsync(test, "eva"));
        var present = await test.ComeAsync("eva", placed: false);
        await present.DoAsync(new JoinRoom("uci"));
        foreach (var visit in new[] { ana, eva })
            await visit.DoAsync(new JoinRoom("uci"));

        await owner.DoAsync(new ChangeRules([new RuleChange(RoomRule.Ban, true, "a:ana")]) { Room = "uci" });
        await owner.DoAsync(new Kick("eva") { Room = "uci" });
        await owner.DoAsync(new Post("among us") { Room = "uci" });

        Assert.Equal((int)ErrorCode.Banned, (await ana.Door.SeesAsync<Error>()).Code);
        Assert.Equal((int)ErrorCode.NotInRoom, (await eva.Door.SeesAsync<Error>()).Code);
        Assert.Empty(ana.Door.Texts.Concat(eva.Door.Texts));
        Assert.Equal((int)ErrorCode.NotInRoom, await eva.RefusedAsync(new ReadHistory { Room = "uci" }));
        Assert.Equal((int)ErrorCode.Banned, await ana.RefusedAsync(new JoinRoom("uci")));
    }

    [Fact]
    public async Task Where_only_some_may_speak_the_rank_that_the_account_has_kept_counts()
    {
        await using var test = await TestChat.StartAsync();
        var owner = await test.ComeAsync("owner", placed: false);
        await owner.DoAsync(new CreateRoom("uci"));
        await owner.DoAsync(new ChangeRules([new RuleChange(RoomRule.Moderated, true)]) { Room = "uci" });
        var (nobody, same) = (await VisitAsync(test, "ana"), await VisitAsync(test, "owner"));
        foreach (var visit in new[] { nobody, same })
            await visit.DoAsync(new JoinRoom("uci"));

        Assert.Equal((int)ErrorCode.MayNotSpeak, await nobody.RefusedAsync(new Post("x") { Room = "uci" }));
        await same.DoAsync(new Post("mine") { Room = "uci" });
        await same.Door.SeesAsync<Posted>();
    }

    [Fact]
    public async Task Private_words_read_by_a_visit_wait_on_for_the_person()
    {
        await using var test = await TestChat.StartAsync();
        var bob = await test.ComeAsync("bob", placed: false);
        var ana = await VisitAsync(test, "ana");
        ana.Session.HearPrivate();
        await bob.DoAsync(new Post("psst") { To = "ana" });

        await ana.Door.SeesAsync<Message>();
        Assert.False((await bob.Door.SeesAsync<Posted>()).Delivered);
        var later = await test.ComeAsync("ana", placed: false);
        await later.Door.SeesAsync<Message>();
    }

    [Fact]
    public async Task A_room_made_by_a_visit_stays_and_is_the_accounts()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await VisitAsync(test, "ana");
        await ana.DoAsync(new CreateRoom("uci"));
        await ana.DoAsync(new ListRooms());
        var room = (await ana.Door.SeesAsync<RoomList>()).Rooms.Single(r => r.Room == "uci");
        Assert.True(room is { Kept: true, Yours: true, People: 0 });
        Assert.Equal((int)ErrorCode.RoomExists, await ana.RefusedAsync(new CreateRoom("uci")));
        test.Chat.Settings.Channels.Registration = false;
        Assert.Equal((int)ErrorCode.NotAllowed, await ana.RefusedAsync(new CreateRoom("otra")));
    }

    [Fact]
    public async Task With_history_since_join_the_first_visit_is_the_first_join()
    {
        await using var test = await TestChat.StartAsync(s => s.History.Visible = "since-join");
        var bob = await test.ComeAsync("bob", placed: false);
        await bob.DoAsync(new CreateRoom("uci"));
        await bob.DoAsync(new Post("before") { Room = "uci" });
        await (await VisitedAsync(test)).GoAsync();
        await bob.DoAsync(new Post("after") { Room = "uci" });

        var again = await VisitedAsync(test);
        await again.DoAsync(new ReadHistory { Room = "uci" });
        Assert.Equal(["after"], (await again.Door.SeesAsync<HistoryPage>()).Entries.OfType<Message>().Select(m => m.Text));

        static async Task<TestClient> VisitedAsync(TestChat test)
        {
            var visit = await VisitAsync(test, "ana");
            await visit.DoAsync(new JoinRoom("uci"));
            return visit;
        }
    }

    [Fact]
    public async Task Erasing_an_account_ends_its_visits_and_what_speaks_for_it()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await VisitAsync(test, "ana");
        var id = ana.Session.Account!.Id;
        var erasing = test.Chat.EraseAsync(id, by: null, CancellationToken.None);
        await ana.Door.UntilAsync(_ => ana.Door.Closed is not null);
        Assert.Equal(CloseReason.Revoked, ana.Door.Closed?.Reason);
        await ana.GoAsync();
        await erasing;

        var program = new TestClient(test.Chat, Manner.Visiting, new Origin("none", true, true, "test"));
        Assert.Equal(ErrorCode.NoSuchUser, (await program.Session.VisitAsAsync(id, "lab", CancellationToken.None))?.Code);
    }

    /// <summary>The account is made when there is none; the session has logged in and nobody has come.</summary>
    private static async Task<TestClient> VisitAsync(TestChat test, string login)
    {
        var visit = new TestClient(test.Chat, Manner.Visiting, new Origin("127.0.0.1", true, true, "test"));
        await visit.LogInAsync(test, login);
        return visit;
    }
}
