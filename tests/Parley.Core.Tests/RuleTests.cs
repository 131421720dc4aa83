using Parley.Contracts;
using Xunit;

namespace Parley.Core.Tests;

public sealed class RuleTests
{
    [Theory]
    [InlineData("bob!*@*", "bob", true)]
    [InlineData("BOB!*@*", "bob", true)]
    [InlineData("*!*@host.example", "bob", true)]
    [InlineData("*!*@*.other", "bob", false)]
    [InlineData("b?b", "bob", true)]
    [InlineData("bob", "bobby", false)]
    [InlineData("*", "bob", true)]
    public async Task A_ban_keeps_out_whom_its_mask_fits(string mask, string name, bool keptOut)
    {
        await using var test = await TestChat.StartAsync();
        var zoe = await (await test.GuestAsync("zoe")).InAsync("patio");
        await zoe.RuleAsync("patio", RoomRule.Ban, mask);
        var other = await test.GuestAsync(name);
        await other.DoAsync(new JoinRoom("patio"));
        Assert.Equal(keptOut, other.Door.Told.Any(e => e is Error { Code: (int)ErrorCode.Banned }));
        Assert.Equal(!keptOut, other.Door.Told.Any(e => e is RoomEntered));
    }

    [Fact]
    public async Task A_name_on_a_list_means_its_account_under_whatever_nick()
    {
        await using var test = await TestChat.StartAsync();
        var zoe = await (await test.GuestAsync("zoe")).InAsync("patio");
        var bob = await test.NamedAsync("bob", "bobby");
        await zoe.RuleAsync("patio", RoomRule.Ban, "bobby");
        Assert.Equal("a:bob", (await zoe.Door.SeesAsync<RulesChanged>()).Changes[0].Value);
        Assert.Equal((int)ErrorCode.Banned, await bob.RefusedAsync(new JoinRoom("patio")));
        await bob.DoAsync(new Rename("roberto"));
        Assert.Equal((int)ErrorCode.Banned, await bob.RefusedAsync(new JoinRoom("patio")));
        await zoe.RuleAsync("patio", RoomRule.Exception, "*!*@host.example");
        await bob.InAsync("patio");
    }

    [Fact]
    public async Task Muted_banned_and_moderated_people_stay_silent_until_they_have_a_voice()
    {
        await using var test = await TestChat.StartAsync();
        var zoe = await (await test.GuestAsync("zoe")).InAsync("patio");
        var leo = await (await test.GuestAsync("leo")).InAsync("patio");
        foreach (var (rule, value) in new[] { (RoomRule.Mute, "leo"), (RoomRule.Ban, "leo!*@*"), (RoomRule.Moderated, null), (RoomRule.AccountsSpeak, null) })
        {
            await zoe.RuleAsync("patio", rule, value);
            Assert.Equal((int)ErrorCode.MayNotSpeak, await leo.RefusedAsync(new Post("x") { Room = "patio" }));
            await zoe.RuleAsync("patio", RoomRule.Voice, "leo");
            await leo.DoAsync(new Post(rule) { Room = "patio" });
            await zoe.Door.SeesAsync<Message>(m => m.Text == rule);
            await zoe.RuleAsync("patio", RoomRule.Voice, "leo", on: false);
            await zoe.RuleAsync("patio", rule, value, on: false);
        }
        await leo.DoAsync(new Post("libre") { Room = "patio" });
        await zoe.Door.SeesAsync<Message>(m => m.Text == "libre");
    }

    [Fact]
    public async Task A_key_a_limit_and_accounts_only_are_asked_at_the_door()
    {
        await using var test = await TestChat.StartAsync();
        var zoe = await (await test.GuestAsync("zoe")).InAsync("patio");
        var leo = await test.GuestAsync("leo");
        await zoe.RuleAsync("patio", RoomRule.Key, "secreto");
        Assert.Equal((int)ErrorCode.WrongKey, await leo.RefusedAsync(new JoinRoom("patio")));
        Assert.Equal((int)ErrorCode.WrongKey, await leo.RefusedAsync(new JoinRoom("patio", Key: "SECRETO")));
        await zoe.RuleAsync("patio", RoomRule.Limit, "1");
        Assert.Equal((int)ErrorCode.RoomFull, await leo.RefusedAsync(new JoinRoom("patio", Key: "secreto")));
        await zoe.RuleAsync("patio", RoomRule.Limit, on: false);
        await zoe.RuleAsync("patio", RoomRule.AccountsOnly);
        Assert.Equal((int)ErrorCode.AccountNeeded, await leo.RefusedAsync(new JoinRoom("patio", Key: "secreto")));
        var bob = await test.ComeAsync("bob", placed: false);
        await bob.DoAsync(new JoinRoom("patio", Key: "secreto"));
        await bob.Door.SeesAsync<RoomEntered>();
        await leo.DoAsync(new ShowRules { Room = "patio" });
        Assert.Contains((await leo.Door.SeesAsync<RulesShown>()).Rules, r => r is { Rule: RoomRule.Key, Value: null });
        await bob.DoAsync(new ShowRules { Room = "patio" });
        Assert.Contains((await bob.Door.SeesAsync<RulesShown>()).Rules, r => r is { Rule: RoomRule.Key, Value: "secreto" });
    }

    [Theory]
    [InlineData(RoomRule.Key, null)]
    [InlineData(RoomRule.Key, "a b")]
    [InlineData(RoomRule.Key, "123456789012345678901234567890123")]
    [InlineData(RoomRule.Limit, "0")]
    [InlineData(RoomRule.Limit, "-1")]
    [InlineData(RoomRule.Limit, "1000001")]
    [InlineData(RoomRule.Limit, "x")]
    [InlineData(RoomRule.Ban, "")]
    [InlineData(RoomRule.Ban, "a b!*@*")]
    [InlineData("nothing", null)]
    public async Task A_rule_or_value_that_there_is_not_is_refused(string rule, string? value)
    {
        await using var test = await TestChat.StartAsync();
        var zoe = await (await test.GuestAsync("zoe")).InAsync("patio");
        Assert.Equal((int)ErrorCode.UnknownRule, await zoe.RefusedAsync(new ChangeRules([new RuleChange(rule, true, value)]) { Room = "patio" }));
    }

    [Fact]
    public async Task An_invitation_is_good_for_one_entry_and_a_mask_on_the_list_for_all()
    {
        await using var test = await TestChat.StartAsync();
        var zoe = await (await test.GuestAsync("zoe")).InAsync("patio");
        var leo = await test.GuestAsync("leo");
        await zoe.RuleAsync("patio", RoomRule.InviteOnly);
        Assert.Equal((int)ErrorCode.RoomPrivate, await leo.RefusedAsync(new JoinRoom("patio")));
        await zoe.DoAsync(new Invite("LEO") { Room = "patio" });
        await leo.Door.SeesAsync<Invited>(i => i is { Room: "patio", By: "zoe" });
        await leo.InAsync("patio");
        await leo.DoAsync(new LeaveRoom("patio"));
        Assert.Equal((int)ErrorCode.RoomPrivate, await leo.RefusedAsync(new JoinRoom("patio")));
        await zoe.RuleAsync("patio", RoomRule.Invitation, "leo!*@*");
        for (var i = 0; i < 2; i++)
        {
            leo.Door.Forget();
            await leo.InAsync("patio");
            await leo.DoAsync(new LeaveRoom("patio"));
        }
    }

    [Fact]
    public async Task A_full_list_takes_no_more()
    {
        await using var test = await TestChat.StartAsync(s => s.Irc.MaxListModes = 2);
        var zoe = await (await test.GuestAsync("zoe")).InAsync("patio");
        await zoe.RuleAsync("patio", RoomRule.Ban, "a");
        await zoe.RuleAsync("patio", RoomRule.Ban, "b");
        await zoe.RuleAsync("patio", RoomRule.Ban, "A!*@*");
        Assert.Equal((int)ErrorCode.ListFull, await zoe.RefusedAsync(new ChangeRules([new RuleChange(RoomRule.Ban, true, "c")]) { Room = "patio" }));
    }

    [Fact]
    public async Task Words_from_outside_come_in_only_where_the_room_takes_them()
    {
        await using var test = await TestChat.StartAsync();
        var zoe = await (await test.GuestAsync("zoe")).InAsync("patio");
        var leo = await test.GuestAsync("leo");
        Assert.Equal((int)ErrorCode.NotInRoom, await leo.RefusedAsync(new Post("x") { Room = "patio" }));
        await zoe.RuleAsync("patio", RoomRule.NoExternal, on: false);
        await leo.DoAsync(new Post("desde fuera") { Room = "patio" });
        await zoe.Door.SeesAsync<Message>(m => m is { Text: "desde fuera", From: "leo" });
    }

    [Fact]
    public async Task A_locked_topic_takes_a_rank_and_an_open_one_takes_a_member()
    {
        await using var test = await TestChat.StartAsync();
        var zoe = await (await test.GuestAsync("zoe")).InAsync("patio");
        var leo = await (await test.GuestAsync("leo")).InAsync("patio");
        Assert.Equal((int)ErrorCode.NotOperator, await leo.RefusedAsync(new SetTopic("x") { Room = "patio" }));
        await zoe.RuleAsync("patio", RoomRule.TopicLocked, on: false);
        await leo.DoAsync(new SetTopic("\u000304rojo") { Room = "patio" });
        await zoe.Door.SeesAsync<TopicChanged>(t => t is { Text: "\u000304rojo", From: "leo" });
        Assert.Equal((int)ErrorCode.InvalidValue, await leo.RefusedAsync(new SetTopic("a\nb") { Room = "patio" }));
        await zoe.DoAsync(new ShowTopic { Room = "patio" });
        Assert.Equal("leo", (await zoe.Door.SeesAsync<TopicShown>()).By);
        var eva = await test.GuestAsync("eva");
        Assert.Equal((int)ErrorCode.NotInRoom, await eva.RefusedAsync(new SetTopic("x") { Room = "patio" }));
    }

    [Fact]
    public async Task A_secret_room_is_in_the_lists_of_its_people_only()
    {
        await using var test = await TestChat.StartAsync();
        var zoe = await (await test.GuestAsync("zoe")).InAsync("patio");
        var leo = await test.GuestAsync("leo");
        await zoe.RuleAsync("patio", RoomRule.Secret);
        await leo.DoAsync(new ListRooms());
        Assert.DoesNotContain((await leo.Door.SeesAsync<RoomList>()).Rooms, r => r.Room == "patio");
        await leo.DoAsync(new ListUsers());
        Assert.Empty((await leo.Door.SeesAsync<UserList>()).Users.Single(u => u.Login == "zoe").Rooms);
        await zoe.DoAsync(new ListRooms());
        Assert.Contains((await zoe.Door.SeesAsync<RoomList>()).Rooms, r => r.Room == "patio");
    }

    [Fact]
    public async Task Somebody_put_out_of_the_only_room_is_told_where_they_are_now()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        await ana.DoAsync(new CreateRoom("uci"));
        var bob = await test.ComeAsync("bob");
        await bob.DoAsync(new EnterRoom("uci"));
        await ana.DoAsync(new Kick("bob", "ruido"));
        Assert.Equal("default", (await bob.Door.SeesAsync<MemberKicked>()).Now);
        Assert.Null((await ana.Door.SeesAsync<MemberKicked>()).Now);
        Assert.Equal("default", bob.Session.CurrentRoom);
        Assert.Single(bob.Door.Told.OfType<MemberKicked>());
        Assert.Empty(ana.Door.Told.OfType<MemberLeft>());
    }

    [Fact]
    public async Task Whoever_may_not_come_into_the_default_room_is_logged_in_without_a_room()
    {
        await using var test = await TestChat.StartAsync();
        var mod = await test.WithRoleAsync("mod", Accounts.Role.Moderator);
        var ana = await test.ComeAsync("ana");
        await ana.DoAsync(new CreateRoom("uci"));
        var bob = await test.ComeAsync("bob");
        await bob.DoAsync(new EnterRoom("uci"));
        await mod.RuleAsync("default", RoomRule.Ban, "bob");
        await ana.DoAsync(new DeleteRoom("uci"));
        Assert.Null((await bob.Door.SeesAsync<RoomClosed>()).Now);
        await bob.GoAsync();
        bob = await test.ComeAsync("bob");
        Assert.Null((await bob.Door.SeesAsync<LoggedIn>()).Room);
        await bob.Door.SeesAsync<Error>(e => e.Code == (int)ErrorCode.Banned);
        await bob.DoAsync(new CreateRoom("otra"));
        await bob.DoAsync(new Post("hola"));
        await bob.Door.SeesAsync<Message>();
    }

    [Fact]
    public async Task Whoever_is_put_out_of_the_default_room_is_in_none_until_they_enter_one()
    {
        await using var test = await TestChat.StartAsync();
        var mod = await test.WithRoleAsync("mod", Accounts.Role.Moderator);
        var bob = await test.ComeAsync("bob");
        await mod.DoAsync(new Kick("bob") { Room = "default" });
        Assert.Null((await bob.Door.SeesAsync<MemberKicked>()).Now);
        Assert.Equal((int)ErrorCode.NoConversation, await bob.RefusedAsync(new Post("x")));
        await bob.DoAsync(new EnterRoom("default"));
        await bob.DoAsync(new Post("hola"));
        await bob.Door.SeesAsync<Message>(m => m.Text == "hola");
    }
}
