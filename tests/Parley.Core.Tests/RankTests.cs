using Parley.Contracts;
using Parley.Core.Accounts;
using Xunit;

namespace Parley.Core.Tests;

public sealed class RankTests
{
    /// <summary>The least rank for each change, as the protocol page says it; tried with every rank there is.</summary>
    [Fact]
    public async Task Who_may_change_what()
    {
        var needed = new Dictionary<string, Rank>(StringComparer.Ordinal)
        {
            [RoomRule.InviteOnly] = Rank.Operator,
            [RoomRule.Moderated] = Rank.Operator,
            [RoomRule.NoExternal] = Rank.Operator,
            [RoomRule.Secret] = Rank.Operator,
            [RoomRule.TopicLocked] = Rank.Operator,
            [RoomRule.NoCtcp] = Rank.Operator,
            [RoomRule.AccountsOnly] = Rank.Operator,
            [RoomRule.AccountsSpeak] = Rank.Operator,
            [RoomRule.Key] = Rank.Operator,
            [RoomRule.Limit] = Rank.Operator,
            [RoomRule.Exception] = Rank.Operator,
            [RoomRule.Invitation] = Rank.Operator,
            [RoomRule.Ban] = Rank.HalfOperator,
            [RoomRule.Mute] = Rank.HalfOperator,
            [RoomRule.Voice] = Rank.HalfOperator,
            [RoomRule.HalfOperator] = Rank.Operator,
            [RoomRule.Operator] = Rank.Operator,
            [RoomRule.Administrator] = Rank.Administrator,
            [RoomRule.Owner] = Rank.Owner,
        };
        Assert.Equal(typeof(RoomRule).GetFields().Select(f => (string)f.GetValue(null)!).Order(StringComparer.Ordinal), needed.Keys.Order(StringComparer.Ordinal));
        await using var test = await TestChat.StartAsync();
        var owner = await test.ComeAsync("ana", placed: false);
        await owner.DoAsync(new CreateRoom("uci"));
        var bob = await test.ComeAsync("bob", placed: false);
        var eva = await test.ComeAsync("eva", placed: false);
        await bob.DoAsync(new JoinRoom("uci"));
        await eva.DoAsync(new JoinRoom("uci"));
        foreach (var rank in Enum.GetValues<Rank>())
        {
            foreach (var (rule, least) in needed)
            {
                if (rank != Rank.None)
                    await owner.RuleAsync("uci", NameOf(rank), "bob");
                bob.Door.Forget();
                var value = rule switch { RoomRule.Key => "k", RoomRule.Limit => "9", RoomRule.Ban or RoomRule.Mute or RoomRule.Exception or RoomRule.Invitation => "nobody!*@*", _ => "eva" };
                await bob.RuledAsync("uci", new RuleChange(rule, true, value));
                var refused = bob.Door.Told.OfType<Error>().Any(e => e.Code == (int)ErrorCode.NotOperator);
                Assert.True(refused == rank < least, $"{rank} and {rule}: {(refused ? "refused" : "allowed")}");
                await owner.RuledAsync("uci", new RuleChange(rule, false, value));
                if (rank != Rank.None)
                    await owner.RuledAsync("uci", new RuleChange(NameOf(rank), false, "bob"));
            }
        }
    }

    [Fact]
    public async Task Nobody_lowers_or_puts_out_somebody_above()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana", placed: false);
        await ana.DoAsync(new CreateRoom("uci"));
        var bob = await test.ComeAsync("bob", placed: false);
        await bob.DoAsync(new JoinRoom("uci"));
        await ana.RuleAsync("uci", RoomRule.Operator, "bob");
        Assert.Equal((int)ErrorCode.NotOperator, await bob.RefusedAsync(new Kick("ana") { Room = "uci" }));
        Assert.Equal((int)ErrorCode.NotOperator, await bob.RefusedAsync(new ChangeRules([new RuleChange(RoomRule.Owner, false, "ana")]) { Room = "uci" }));
        Assert.Equal((int)ErrorCode.NotOperator, await bob.RefusedAsync(new ChangeRules([new RuleChange(RoomRule.Owner, true, "bob")]) { Room = "uci" }));
        await bob.RuleAsync("uci", RoomRule.Operator, "bob", on: false);
        Assert.Equal((int)ErrorCode.NotOperator, await bob.RefusedAsync(new Kick("ana") { Room = "uci" }));
    }

    [Fact]
    public async Task Ranks_of_accounts_outlast_the_stay_where_the_room_does()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana", placed: false);
        await ana.DoAsync(new CreateRoom("uci"));
        await ana.DoAsync(new KeepRoom("uci"));
        var bob = await test.ComeAsync("bob", placed: false);
        await bob.DoAsync(new JoinRoom("uci"));
        await ana.RuleAsync("uci", RoomRule.HalfOperator, "bob");
        await bob.GoAsync();
        bob = await test.ComeAsync("bob", placed: false);
        await bob.DoAsync(new JoinRoom("uci"));
        Assert.Equal(Rank.HalfOperator, RankIn(await bob.Door.SeesAsync<RoomEntered>(), "bob"));
    }

    [Fact]
    public async Task Ranks_end_with_the_stay_in_a_room_that_lives_while_occupied()
    {
        await using var test = await TestChat.StartAsync();
        var zoe = await (await test.GuestAsync("zoe")).InAsync("patio");
        var bob = await (await test.NamedAsync("bob")).InAsync("patio");
        await zoe.RuleAsync("patio", RoomRule.Operator, "bob");
        await bob.DoAsync(new LeaveRoom("patio"));
        bob.Door.Forget();
        await bob.InAsync("patio");
        Assert.Equal(Rank.None, RankIn(await bob.Door.SeesAsync<RoomEntered>(), "bob"));
    }

    [Fact]
    public async Task The_first_into_an_empty_room_that_is_nobodys_is_operator()
    {
        await using var test = await TestChat.StartAsync();
        var zoe = await (await test.GuestAsync("zoe")).InAsync("patio");
        var leo = await (await test.GuestAsync("leo")).InAsync("patio");
        Assert.Equal(Rank.Operator, RankIn(await zoe.Door.SeesAsync<RoomEntered>(), "zoe"));
        Assert.Equal(Rank.None, RankIn(await leo.Door.SeesAsync<RoomEntered>(), "leo"));
    }

    [Fact]
    public async Task Moderators_rule_every_room_and_administrators_do_all_that_owners_do()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana", placed: false);
        await ana.DoAsync(new CreateRoom("uci"));
        await ana.RuleAsync("uci", RoomRule.InviteOnly);
        var bob = await test.ComeAsync("bob", placed: false);
        Assert.Equal((int)ErrorCode.RoomPrivate, await bob.RefusedAsync(new JoinRoom("uci")));
        var mod = await test.WithRoleAsync("mod", Role.Moderator);
        var admin = await test.WithRoleAsync("jefe", Role.Administrator);
        await mod.RuleAsync("uci", RoomRule.Moderated);
        Assert.Equal((int)ErrorCode.NotOperator, await mod.RefusedAsync(new Kick("ana") { Room = "uci" }));
        await mod.DoAsync(new JoinRoom("uci"));
        await mod.Door.SeesAsync<RoomEntered>();
        await admin.DoAsync(new Kick("ana") { Room = "uci" });
        await ana.Door.SeesAsync<MemberKicked>(k => k.By == "jefe");
    }

    [Fact]
    public async Task A_rank_changes_nothing_when_it_is_there_already_and_says_so_to_nobody()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana", placed: false);
        await ana.DoAsync(new CreateRoom("uci"));
        await ana.RuleAsync("uci", RoomRule.Owner, "ana");
        await ana.RuleAsync("uci", RoomRule.Moderated, on: false);
        Assert.Empty(ana.Door.Told.OfType<RulesChanged>());
        Assert.Equal((int)ErrorCode.UserNotInRoom, await ana.RefusedAsync(new ChangeRules([new RuleChange(RoomRule.Voice, true, "nadie")]) { Room = "uci" }));
        await ana.DoAsync(new ShowRules { Room = "uci" });
        Assert.Equal([new RankShown("ana", RoomRule.Owner)], (await ana.Door.SeesAsync<RulesShown>()).Ranks);
    }

    private static Rank RankIn(RoomEntered entered, string name) => entered.View!.Members.Single(m => m.Face.Name == name).Rank;

    private static string NameOf(Rank rank) => rank switch
    {
        Rank.Voice => RoomRule.Voice,
        Rank.HalfOperator => RoomRule.HalfOperator,
        Rank.Operator => RoomRule.Operator,
        Rank.Administrator => RoomRule.Administrator,
        _ => RoomRule.Owner,
    };
}
