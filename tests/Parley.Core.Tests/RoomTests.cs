using Parley.Contracts;
using Xunit;

namespace Parley.Core.Tests;

public sealed class RoomTests
{
    [Fact]
    public async Task A_message_reaches_everybody_in_the_room_and_nobody_else()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        var bob = await test.ComeAsync("bob");
        var eva = await test.ComeAsync("eva");
        await eva.DoAsync(new CreateRoom("uci"));
        await ana.DoAsync(new Post("hola"));
        await ana.Door.SeesAsync<Message>(m => m.Text == "hola" && m.From == "ana");
        await bob.Door.SeesAsync<Message>(m => m.Text == "hola" && m.From == "ana");
        await eva.DoAsync(new Post("aquí"));
        await eva.Door.SeesAsync<Message>(m => m.Text == "aquí");
        Assert.Equal(["aquí"], eva.Door.Texts);
        Assert.Equal(["hola"], bob.Door.Texts);
    }

    [Fact]
    public async Task Many_senders_make_one_order_without_gaps_for_every_observer()
    {
        await using var test = await TestChat.StartAsync();
        var people = new List<TestClient>();
        for (var i = 0; i < 16; i++)
            people.Add(await test.ComeAsync($"p{i}"));
        await Task.WhenAll(people.Select((p, i) => Task.Run(async () =>
        {
            for (var n = 0; n < 100; n++)
                await p.DoAsync(new Post($"{i}:{n}", $"{i}-{n}"));
        })));
        await Task.WhenAll(people.Select(p => p.Door.UntilAsync(told => told.OfType<Message>().Count() >= 1600)));
        var expected = people[0].Door.Told.OfType<Message>().Select(m => (m.Position.Value, m.Text)).ToList();
        Assert.Equal(Enumerable.Range(1, 1600).Select(i => (long)i), expected.Select(e => e.Value));
        foreach (var person in people)
            Assert.Equal(expected, person.Door.Told.OfType<Message>().Select(m => (m.Position.Value, m.Text)));
        for (var i = 0; i < people.Count; i++)
            Assert.Equal(Enumerable.Range(0, 100).Select(n => $"{i}:{n}"), expected.Select(e => e.Text).Where(t => t.StartsWith($"{i}:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_sender_is_answered_after_the_message_itself_was_shown_to_it()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana", placed: false);
        await ana.DoAsync(new JoinRoom("default"));
        await ana.DoAsync(new Post("uno", "a1") { Room = "default", Ref = 7 });
        var posted = await ana.Door.SeesAsync<Posted>();
        Assert.Equal(7, posted.Ref);
        Assert.Equal(1, posted.Position.Value);
        var told = ana.Door.Told.ToList();
        Assert.True(told.FindIndex(e => e is Message) < told.FindIndex(e => e is Posted));
    }

    [Fact]
    public async Task A_retry_with_the_same_id_is_answered_with_the_first_place_and_shown_to_nobody()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        var bob = await test.ComeAsync("bob");
        await ana.DoAsync(new Post("uno", "a1"));
        await ana.DoAsync(new Post("uno", "a1") { Ref = 2 });
        var again = await ana.Door.SeesAsync<Posted>(p => p.Ref == 2);
        Assert.True(again.Duplicate);
        Assert.Equal(1, again.Position.Value);
        Assert.Equal((int)ErrorCode.ClientIdReused, await ana.RefusedAsync(new Post("dos", "a1")));
        await ana.DoAsync(new Post("fin"));
        await bob.Door.SeesAsync<Message>(m => m.Text == "fin");
        Assert.Equal(["uno", "fin"], bob.Door.Texts);
    }

    [Fact]
    public async Task Any_other_command_waits_until_posts_are_answered()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        for (var i = 0; i < 50; i++)
            await ana.DoAsync(new Post($"{i}"));
        await ana.DoAsync(new Ping { Ref = 9 });
        var told = ana.Door.Told.ToList();
        Assert.Equal(50, told.Take(told.FindIndex(e => e is Pong)).OfType<Posted>().Count());
    }

    [Fact]
    public async Task A_deleted_room_sends_everybody_home_and_says_by_whom()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        var bob = await test.ComeAsync("bob");
        await ana.DoAsync(new CreateRoom("uci"));
        await bob.DoAsync(new EnterRoom("uci"));
        Assert.Equal((int)ErrorCode.NotYourRoom, await bob.RefusedAsync(new DeleteRoom("uci")));
        await ana.DoAsync(new DeleteRoom("uci"));
        var closed = await bob.Door.SeesAsync<RoomClosed>();
        Assert.Equal(("uci", "deleted", "ana", "default"), (closed.Room, closed.Reason, closed.By, closed.Now));
        await ana.Door.SeesAsync<RoomClosed>();
        Assert.Equal("default", bob.Session.CurrentRoom);
        Assert.Equal((int)ErrorCode.NoSuchRoom, await bob.RefusedAsync(new EnterRoom("uci")));
    }

    [Fact]
    public async Task A_room_made_anew_under_an_old_name_is_another_conversation()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana", placed: false);
        await ana.DoAsync(new CreateRoom("uci"));
        var first = await ana.Door.SeesAsync<RoomCreated>();
        await ana.DoAsync(new Post("vieja") { Room = "uci" });
        await ana.DoAsync(new DeleteRoom("uci"));
        await ana.Door.SeesAsync<RoomDeleted>();
        ana.Door.Forget();
        await ana.DoAsync(new CreateRoom("UCI"));
        var second = await ana.Door.SeesAsync<RoomCreated>();
        Assert.NotEqual(first.Conversation, second.Conversation);
        await ana.DoAsync(new LeaveRoom("uci"));
        Assert.Equal((int)ErrorCode.RoomMadeAnew, await ana.RefusedAsync(new JoinRoom("uci", 1, first.Conversation.Value)));
        await ana.DoAsync(new JoinRoom("uci", 0));
        Assert.Empty(ana.Door.Texts);
    }

    [Fact]
    public async Task Two_sessions_of_a_person_are_one_in_counts_and_notices()
    {
        await using var test = await TestChat.StartAsync();
        var bob = await test.ComeAsync("bob");
        var first = await test.ComeAsync("ana");
        var second = await test.ComeAsync("ana");
        await bob.DoAsync(new ListRooms());
        Assert.Equal(2, (await bob.Door.SeesAsync<RoomList>()).Rooms[0].People);
        await first.GoAsync();
        await bob.DoAsync(new Ping());
        Assert.Empty(bob.Door.Told.OfType<MemberLeft>());
        await second.GoAsync();
        await bob.Door.SeesAsync<MemberLeft>(m => m.Login == "ana" && m.Disconnected);
        Assert.Single(bob.Door.Told.OfType<MemberJoined>());
    }

    [Fact]
    public async Task A_room_outlives_its_owner_for_the_grace_and_no_longer()
    {
        await using var test = await TestChat.StartAsync(s => s.Rooms.OwnerGrace = 60);
        var bob = await test.ComeAsync("bob");
        var ana = await test.ComeAsync("ana");
        await ana.DoAsync(new CreateRoom("uci"));
        await bob.DoAsync(new EnterRoom("uci"));
        await ana.GoAsync();
        test.Time.Advance(TimeSpan.FromSeconds(59));
        var back = await test.ComeAsync("ana");
        test.Time.Advance(TimeSpan.FromSeconds(60));
        await back.DoAsync(new EnterRoom("uci"));
        await back.Door.SeesAsync<RoomEntered>(e => e.Room == "uci");
        await back.GoAsync();
        test.Time.Advance(TimeSpan.FromSeconds(61));
        var closed = await bob.Door.SeesAsync<RoomClosed>();
        Assert.Equal(("owner-left", "ana"), (closed.Reason, closed.By));
    }

    [Theory]
    [InlineData(CloseReason.PingTimeout, true, true)]
    [InlineData(CloseReason.PingTimeout, false, false)]
    [InlineData(CloseReason.Quit, true, false)]
    public async Task A_room_waits_longer_for_an_owner_who_is_cut_off_and_may_be_going_on_in_it_among_peers(CloseReason reason, bool hasDevice, bool isWaitedFor)
    {
        await using var test = await TestChat.StartAsync(s => (s.Rooms.OwnerGrace, s.Rooms.CutOffGrace) = (60, 3600));
        var bob = await test.ComeAsync("bob");
        var ana = await test.ComeAsync("ana");
        if (hasDevice)
            await test.Chat.Devices.TryAddAsync(new string('a', 64), ana.Session.Account!.Id, test.Time.GetUtcNow(), CancellationToken.None);
        await ana.DoAsync(new CreateRoom("uci"));
        await bob.DoAsync(new EnterRoom("uci"));
        await ana.GoAsync(reason);
        test.Time.Advance(TimeSpan.FromSeconds(61));
        if (isWaitedFor)
        {
            test.Time.Advance(TimeSpan.FromSeconds(3530));
            var back = await test.ComeAsync("ana");
            await back.DoAsync(new EnterRoom("uci"));
            await back.Door.SeesAsync<RoomEntered>(e => e.Room == "uci");
            await back.GoAsync(reason);
            test.Time.Advance(TimeSpan.FromSeconds(61));
            test.Time.Advance(TimeSpan.FromSeconds(3541));
        }
        Assert.Equal("owner-left", (await bob.Door.SeesAsync<RoomClosed>()).Reason);
    }

    [Fact]
    public async Task A_kept_room_stays_when_its_owner_has_gone()
    {
        await using var test = await TestChat.StartAsync(s => s.Rooms.OwnerGrace = 0);
        var bob = await test.ComeAsync("bob");
        var ana = await test.ComeAsync("ana");
        await ana.DoAsync(new CreateRoom("uci"));
        await ana.DoAsync(new KeepRoom());
        await ana.Door.SeesAsync<RoomKept>();
        await ana.DoAsync(new CreateRoom("otra"));
        await ana.GoAsync();
        await bob.DoAsync(new EnterRoom("uci"));
        await bob.Door.SeesAsync<RoomEntered>(e => e.Room == "uci");
        await Until(async () =>
        {
            bob.Door.Forget();
            await bob.DoAsync(new ListRooms());
            return (await bob.Door.SeesAsync<RoomList>()).Rooms.Select(r => r.Room).SequenceEqual(["default", "uci"]);
        });
    }

    [Fact]
    public async Task Home_from_home_changes_nothing_for_others()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        var bob = await test.ComeAsync("bob");
        ana.Door.Forget();
        await bob.DoAsync(new GoHome());
        await bob.Door.SeesAsync<AlreadyHome>();
        Assert.Empty(ana.Door.Told);
    }

    [Fact]
    public async Task A_member_that_takes_nothing_more_keeps_nobody_waiting()
    {
        await using var test = await TestChat.StartAsync();
        var slow = await test.ComeAsync("slow");
        var ana = await test.ComeAsync("ana");
        slow.Door.Takes = false;
        for (var i = 0; i < 1000; i++)
            await ana.DoAsync(new Post($"{i}"));
        await ana.Door.UntilAsync(told => told.OfType<Message>().Count() == 1000);
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 1000; i++)
        {
            if (await holds())
                return;
            await Task.Yield();
        }
        Assert.Fail("it never came to hold");
    }
}
