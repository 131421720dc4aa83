using Parley.Contracts;
using Parley.Core.Ports;
using Xunit;

namespace Parley.Core.Tests;

public sealed class PeopleTests
{
    [Theory]
    [InlineData("ana", ErrorCode.NameInUse)]
    [InlineData("ANA", ErrorCode.NameInUse)]
    [InlineData("аna", ErrorCode.NameInUse)] // a Cyrillic a
    [InlineData("system", ErrorCode.LoginNotAllowed)]
    [InlineData("default", ErrorCode.LoginNotAllowed)]
    [InlineData("erased-7", ErrorCode.LoginNotAllowed)]
    public async Task A_guest_takes_no_name_that_is_anothers_or_looks_so(string name, ErrorCode refusal)
    {
        await using var test = await TestChat.StartAsync();
        await (await test.ComeAsync("ana")).GoAsync();
        Assert.Equal((int)refusal, await test.ConnectNamed().AppearAsync(name));
    }

    [Fact]
    public async Task A_name_is_free_again_when_its_guest_has_left()
    {
        await using var test = await TestChat.StartAsync();
        var zoe = await test.GuestAsync("zoe");
        Assert.Equal((int)ErrorCode.NameInUse, await test.ConnectNamed().AppearAsync("Zoe"));
        await zoe.GoAsync();
        Assert.Null(await test.ConnectNamed().AppearAsync("Zoe"));
    }

    [Fact]
    public async Task Guests_are_refused_where_an_account_is_asked_for()
    {
        await using var test = await TestChat.StartAsync(s => s.Accounts.Guests = false);
        Assert.Equal((int)ErrorCode.AccountNeeded, await test.ConnectNamed().AppearAsync("zoe"));
    }

    [Fact]
    public async Task A_guest_has_no_account_to_work_with()
    {
        await using var test = await TestChat.StartAsync();
        var zoe = await test.GuestAsync("zoe");
        foreach (var command in new Command[] { new ListTokens(), new ListConversations(), new MarkRead(1) { Room = "default" }, new AlwaysOn(true), new SetProfile("a", null, null, null) })
            Assert.Equal((int)ErrorCode.AccountNeeded, await zoe.RefusedAsync(command));
    }

    [Fact]
    public async Task A_new_name_is_told_once_to_those_who_share_two_rooms()
    {
        await using var test = await TestChat.StartAsync();
        var zoe = await (await (await test.GuestAsync("zoe")).InAsync("patio")).InAsync("sol");
        var leo = await (await (await test.GuestAsync("leo")).InAsync("patio")).InAsync("sol");
        var far = await (await test.GuestAsync("eva")).InAsync("luna");
        await leo.DoAsync(new Rename("leonor"));
        await zoe.Door.SeesAsync<Renamed>(r => r is { From: "leo", To: "leonor" });
        await leo.Door.SeesAsync<Renamed>();
        Assert.Single(zoe.Door.Told.OfType<Renamed>());
        Assert.Single(leo.Door.Told.OfType<Renamed>());
        Assert.Empty(far.Door.Told.OfType<Renamed>());
        Assert.Equal((int)ErrorCode.NameInUse, await leo.RefusedAsync(new Rename("ZOE")));
        Assert.Null(await test.ConnectNamed().AppearAsync("leo"));
    }

    [Fact]
    public async Task Who_leaves_the_server_is_gone_once_for_everybody_who_shared_a_room()
    {
        await using var test = await TestChat.StartAsync();
        var zoe = await (await (await test.GuestAsync("zoe")).InAsync("patio")).InAsync("sol");
        var leo = await (await (await test.GuestAsync("leo")).InAsync("patio")).InAsync("sol");
        leo.Session.Farewell = "hasta luego";
        await leo.GoAsync();
        Assert.Equal("hasta luego", Assert.Single(zoe.Door.Told.OfType<PersonGone>()).Reason);
        Assert.Equal(["patio", "sol"], zoe.Door.Told.OfType<MemberLeft>().Where(l => l is { Gone: true, Reason: "hasta luego" }).Select(l => l.Room).Order());
        Assert.IsType<PersonGone>(zoe.Door.Told[^1]);
    }

    [Fact]
    public async Task Nobody_is_said_to_have_given_a_reason_they_did_not_give()
    {
        await using var test = await TestChat.StartAsync();
        var bob = await test.ComeAsync("bob");
        var ana = await test.ComeAsync("ana");
        await ana.GoAsync();
        Assert.Null((await bob.Door.SeesAsync<MemberLeft>()).Reason);
        Assert.NotEmpty((await bob.Door.SeesAsync<PersonGone>()).Reason);
    }

    [Fact]
    public async Task Away_is_told_once_and_shown_in_lists()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        var bob = await test.ComeAsync("bob");
        await bob.DoAsync(new SetAway("comiendo") { Ref = 7 });
        Assert.Equal(7, Assert.Single(bob.Door.Told.OfType<AwayChanged>()).Ref);
        Assert.Equal("comiendo", Assert.Single(ana.Door.Told.OfType<AwayChanged>()).Text);
        await ana.DoAsync(new ListUsers());
        var shown = (await ana.Door.SeesAsync<UserList>()).Users.Single(u => u.Login == "bob");
        Assert.Equal(("away", "comiendo", null), (shown.State, shown.Away, shown.Guest));
        await bob.DoAsync(new SetAway(""));
        Assert.Null(ana.Door.Told.OfType<AwayChanged>().Last().Text);
    }

    [Fact]
    public async Task A_guest_is_marked_in_lists()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        await test.GuestAsync("zoe");
        await ana.DoAsync(new ListUsers());
        var users = (await ana.Door.SeesAsync<UserList>()).Users;
        Assert.Equal([("ana", null), ("zoe", true)], users.Select(u => (u.Login, u.Guest)));
    }

    [Fact]
    public async Task Sessions_of_one_name_are_in_the_same_rooms()
    {
        await using var test = await TestChat.StartAsync();
        var zoe = await (await test.GuestAsync("zoe")).InAsync("patio");
        var one = await (await test.NamedAsync("bob")).InAsync("patio");
        var two = await test.NamedAsync("bob");
        await two.Door.SeesAsync<RoomEntered>(e => e.Room == "patio");
        await two.InAsync("sol");
        await one.Door.SeesAsync<RoomEntered>(e => e.Room == "sol");
        Assert.Single(zoe.Door.Told.OfType<MemberJoined>());
        await one.DoAsync(new LeaveRoom("patio", "ya"));
        await two.Door.SeesAsync<RoomLeft>(l => l.Room == "patio");
        Assert.Single(zoe.Door.Told.OfType<MemberLeft>());
        await one.GoAsync();
        Assert.Empty(zoe.Door.Told.OfType<PersonGone>());
    }

    [Fact]
    public async Task Always_on_people_stay_and_are_back_after_a_restart()
    {
        var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana", placed: false);
        await ana.DoAsync(new CreateRoom("uci"));
        await ana.DoAsync(new KeepRoom("uci"));
        var bob = await (await test.NamedAsync("bob")).InAsync("uci");
        await bob.DoAsync(new AlwaysOn(true));
        await bob.Door.SeesAsync<Done>(d => d.What == "always-on");
        await bob.GoAsync();
        Assert.Empty(ana.Door.Told.OfType<MemberLeft>());
        await ana.DoAsync(new ListUsers("room", "uci"));
        Assert.Equal([("ana", "active"), ("bob", "away")], (await ana.Door.SeesAsync<UserList>()).Users.Select(u => (u.Login, u.State)));
        await ana.DoAsync(new Post("luego") { To = "bob" });
        Assert.False((await ana.Door.SeesAsync<Posted>()).Delivered);
        await test.DisposeAsync();

        await using var again = await test.AgainAsync();
        ana = await again.ComeAsync("ana", placed: false);
        await ana.DoAsync(new ListUsers("room", "uci"));
        Assert.Equal(["bob"], (await ana.Door.SeesAsync<UserList>()).Users.Select(u => u.Login));
        bob = await again.NamedAsync("bob");
        await bob.Door.SeesAsync<RoomEntered>(e => e.Room == "uci");
        await bob.Door.SeesAsync<Message>(m => m.Text == "luego");
        await bob.DoAsync(new AlwaysOn(false));
        await ana.DoAsync(new JoinRoom("uci"));
        await bob.GoAsync();
        await ana.Door.SeesAsync<MemberLeft>(l => l.Login == "bob");
    }

    [Fact]
    public async Task Always_on_people_are_back_in_rooms_that_let_nobody_new_in()
    {
        var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana", placed: false);
        await ana.DoAsync(new CreateRoom("uci"));
        await ana.DoAsync(new KeepRoom("uci"));
        var bob = await (await test.NamedAsync("bob")).InAsync("uci");
        await bob.DoAsync(new AlwaysOn(true));
        await ana.RuleAsync("uci", RoomRule.InviteOnly);
        await ana.RuleAsync("uci", RoomRule.Limit, "1");
        await test.DisposeAsync();

        await using var again = await test.AgainAsync();
        bob = await again.NamedAsync("bob");
        await bob.Door.SeesAsync<RoomEntered>(e => e.Room == "uci");
    }

    [Fact]
    public async Task What_was_read_only_moves_forward_and_is_told_to_ones_other_sessions()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        var other = await test.ComeAsync("ana");
        var bob = await test.ComeAsync("bob");
        for (var i = 0; i < 3; i++)
        {
            await bob.DoAsync(new Post($"{i}"));
            test.Time.Advance(TimeSpan.FromSeconds(1));
        }
        await bob.DoAsync(new Ping());
        await ana.DoAsync(new MarkRead(2) { Room = "default" });
        Assert.Equal(2, (await other.Door.SeesAsync<ReadUpTo>()).Position.Value);
        await ana.DoAsync(new MarkRead(1) { Room = "default", Ref = 5 });
        Assert.Equal(2, (await ana.Door.SeesAsync<ReadUpTo>(r => r.Ref == 5)).Position.Value);
        await ana.DoAsync(new MarkRead { Room = "default", Ref = 6 });
        Assert.Equal(2, (await ana.Door.SeesAsync<ReadUpTo>(r => r.Ref == 6)).Position.Value);
        await other.DoAsync(new Ping());
        Assert.Single(other.Door.Told.OfType<ReadUpTo>());
        Assert.Empty(bob.Door.Told.OfType<ReadUpTo>());
    }

    [Fact]
    public async Task Reactions_are_entries_on_messages_and_on_nothing_else()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        var bob = await test.ComeAsync("bob");
        await ana.DoAsync(new Post("hola"));
        await bob.Door.SeesAsync<Message>();
        await bob.DoAsync(new React(1, "👍"));
        var seen = await ana.Door.SeesAsync<Reaction>();
        Assert.Equal((1, 2, "👍", "bob"), (seen.Target.Value, seen.Position.Value, seen.Text, seen.From));
        Assert.Equal((int)ErrorCode.NoSuchMessage, await bob.RefusedAsync(new React(2, "👍")));
        Assert.Equal((int)ErrorCode.NoSuchMessage, await bob.RefusedAsync(new React(9, "👍")));
        Assert.Equal((int)ErrorCode.InvalidValue, await bob.RefusedAsync(new React(1, "")));
        await bob.DoAsync(new ReadHistory(After: 1));
        Assert.IsType<Reaction>(Assert.Single((await bob.Door.SeesAsync<HistoryPage>(p => p.Entries.Count == 1)).Entries));
    }

    [Fact]
    public async Task A_reaction_is_taken_back_by_who_gave_it_and_can_not_be_edited()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        var bob = await test.ComeAsync("bob");
        await ana.DoAsync(new Post("hola"));
        await bob.Door.SeesAsync<Message>();
        await bob.DoAsync(new React(1, "👍"));
        await ana.Door.SeesAsync<Reaction>();
        Assert.Equal((int)ErrorCode.NoSuchMessage, await bob.RefusedAsync(new EditMessage(2, "👎")));
        Assert.Equal((int)ErrorCode.NotYours, await ana.RefusedAsync(new RedactMessage(2)));
        await bob.DoAsync(new RedactMessage(2));
        Assert.Equal(2, (await ana.Door.SeesAsync<Redaction>()).Target.Value);
        await ana.DoAsync(new ReadHistory());
        Assert.True(((Reaction)(await ana.Door.SeesAsync<HistoryPage>()).Entries[1]).Erased);
    }

    [Fact]
    public async Task Private_words_with_guests_pass_and_are_kept_by_nobody()
    {
        await using var test = await TestChat.StartAsync();
        var zoe = await test.GuestAsync("zoe");
        var leo = await test.GuestAsync("leo");
        var ana = await test.ComeAsync("ana");
        await zoe.DoAsync(new Post("a leo") { To = "LEO" });
        await leo.Door.SeesAsync<Message>(m => m is { Text: "a leo", From: "zoe", To: "leo", Passing: true });
        await zoe.DoAsync(new Post("a ana") { To = "ana" });
        await ana.Door.SeesAsync<Message>(m => m is { Text: "a ana", Passing: true });
        await ana.DoAsync(new Post("a zoe") { To = "zoe" });
        var message = await zoe.Door.SeesAsync<Message>(m => m is { Text: "a zoe", Passing: true });
        Assert.Equal((0, 0), (message.Conversation.Value, message.Position.Value));
        Assert.True((await ana.Door.SeesAsync<Posted>()).Delivered);
        await ana.DoAsync(new ListConversations());
        Assert.Empty((await ana.Door.SeesAsync<ConversationList>()).Conversations);
        await zoe.GoAsync();
        Assert.Equal((int)ErrorCode.NoSuchUser, await ana.RefusedAsync(new Post("x") { To = "zoe" }));
        await ana.GoAsync();
        Assert.Equal((int)ErrorCode.UserOffline, await leo.RefusedAsync(new Post("x") { To = "ana" }));
    }

    [Fact]
    public async Task A_watched_name_is_told_when_it_comes_and_goes()
    {
        await using var test = await TestChat.StartAsync();
        var zoe = await test.GuestAsync("zoe");
        Assert.True(test.Chat.Watches.TryAdd(zoe.Session, "Leo", limit: 1));
        Assert.False(test.Chat.Watches.TryAdd(zoe.Session, "eva", limit: 1));
        var leo = await test.GuestAsync("leo");
        await zoe.Door.SeesAsync<WatchedName>(w => w is { Name: "leo", Online: true });
        await leo.DoAsync(new Rename("leonor"));
        await zoe.Door.SeesAsync<WatchedName>(w => w is { Name: "leo", Online: false });
        await leo.DoAsync(new Rename("leo"));
        await zoe.GoAsync();
        Assert.Empty(test.Chat.Watches.WatchersOf("leo"));
    }

    [Fact]
    public async Task History_shows_the_name_a_guest_had_and_the_next_of_that_name_owns_none_of_it()
    {
        await using var test = await TestChat.StartAsync();
        var zoe = await (await test.GuestAsync("zoe")).InAsync("patio");
        var leo = await (await test.GuestAsync("leo")).InAsync("patio");
        await leo.DoAsync(new Post("hola") { Room = "patio" });
        await zoe.Door.SeesAsync<Message>();
        await leo.GoAsync();
        test.Time.Advance(TimeSpan.FromSeconds(1));
        var heir = await (await test.GuestAsync("leo")).InAsync("patio");
        Assert.Equal((int)ErrorCode.NotYours, await heir.RefusedAsync(new RedactMessage(1) { Room = "patio" }));
        await heir.DoAsync(new ReadHistory { Room = "patio" });
        Assert.Equal("leo", (await heir.Door.SeesAsync<HistoryPage>()).Entries[0].From);
        await zoe.DoAsync(new RedactMessage(1) { Room = "patio" });
        await heir.Door.SeesAsync<Redaction>(r => r.From == "zoe");
    }

    [Fact]
    public async Task An_erased_account_leaves_no_nick_behind()
    {
        await using var test = await TestChat.StartAsync();
        var zoe = await (await test.GuestAsync("zoe")).InAsync("patio");
        var bob = await (await test.NamedAsync("bob", "roberto")).InAsync("patio");
        await bob.DoAsync(new Post("hola") { Room = "patio" });
        await zoe.Door.SeesAsync<Message>(m => m.From == "roberto");
        Login.TryParse("bob", out var login);
        var account = (await test.Stores.Accounts.FindAsync(login, CancellationToken.None))!.Id;
        var erasing = test.Chat.EraseAsync(account, null, CancellationToken.None);
        await bob.GoAsync();
        await erasing;
        await zoe.DoAsync(new ReadHistory { Room = "patio" });
        var entries = (await zoe.Door.SeesAsync<HistoryPage>()).Entries;
        Assert.All(entries.Where(e => e is Message), e => Assert.Equal((true, $"erased-{account}"), (e.Erased, e.From)));
        Assert.DoesNotContain(entries, e => e.From is "roberto" or "bob");
    }

    [Fact]
    public async Task A_sign_reaches_the_room_and_is_kept_by_nobody()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        var bob = await test.ComeAsync("bob");
        await ana.DoAsync(new Signal(new Dictionary<string, string> { ["+typing"] = "active" }) { Ref = 3 });
        await bob.Door.SeesAsync<Signalled>(s => s is { From: "ana", Room: "default" });
        await ana.Door.SeesAsync<Done>(d => d is { What: "signal", Ref: 3 });
        await bob.DoAsync(new ReadHistory());
        Assert.Empty((await bob.Door.SeesAsync<HistoryPage>()).Entries);
        Assert.Equal((int)ErrorCode.InvalidValue, await ana.RefusedAsync(new Signal(Enumerable.Range(0, 17).ToDictionary(i => $"+{i}", _ => ""))));
    }
}
