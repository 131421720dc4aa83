using Parley.Contracts;
using Parley.Testing;
using Xunit;

namespace Parley.Core.Tests.Nodes;

/// <summary>What has no place in an order reaches people at other nodes, once.</summary>
public sealed class PassingNewsTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Typing = new() { ["+typing"] = "active" };

    private TwoNodes _nodes = null!;
    private TestClient _ana = null!;
    private TestClient _bob = null!;
    private RoomName _uci;

    public async ValueTask InitializeAsync()
    {
        _nodes = await TwoNodes.StartAsync();
        (_ana, _bob) = (await _nodes.One.ComeAsync("ana"), await _nodes.Other.ComeAsync("bob"));
        Assert.True(RoomName.TryParse("uci", out var uci));
        _uci = uci;
        await _ana.DoAsync(new CreateRoom("uci"));
        await Eventually.TrueAsync(() => _nodes.Other.Chat.Rooms.Count == 2, "known there");
        await _bob.DoAsync(new EnterRoom("uci"));
        await _ana.Door.SeesAsync<MemberJoined>(e => e is { Room: "uci", Login: "bob" });
    }

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    [Fact]
    public async Task Signs_reach_a_room_and_a_person()
    {
        await _ana.DoAsync(new Signal(Typing) { Room = "uci" });
        await _bob.Door.SeesAsync<Signalled>(s => s is { Room: "uci", From: "ana" });
        await _ana.DoAsync(new Signal(Typing) { To = "bob" });
        await _bob.Door.SeesAsync<Signalled>(s => s is { To: "bob", From: "ana" });
        Assert.Equal(2, _bob.Door.Told.OfType<Signalled>().Count());
    }

    [Fact]
    public async Task Words_to_a_rank_reach_those_who_have_it_and_nobody_else()
    {
        var eva = await _nodes.Other.ComeAsync("eva");
        await eva.DoAsync(new EnterRoom("uci"));
        await _ana.Door.SeesAsync<MemberJoined>(e => e is { Room: "uci", Login: "eva" });
        await _ana.DoAsync(new ChangeRules([new RuleChange(RoomRule.Operator, true, "bob")]));
        await _bob.Door.SeesAsync<RulesChanged>();
        Assert.Null(await _ana.Session.TellRankAsync(_uci, Rank.Operator, "aside", notice: false, new Dictionary<string, string>(), CancellationToken.None));
        await _bob.Door.SeesAsync<Message>(m => m is { Text: "aside", Passing: true });
        await _ana.DoAsync(new Post("all") { Room = "uci" });
        await eva.Door.SeesAsync<Message>(m => m.Text == "all");
        Assert.DoesNotContain("aside", eva.Door.Texts);
    }

    [Fact]
    public async Task Notes_about_a_room_and_about_a_person_reach_those_who_share_the_room()
    {
        await _ana.Session.TellRoomAsync(_uci, new MetadataChanged("uci", "color", "red"), CancellationToken.None);
        await _bob.Door.SeesAsync<MetadataChanged>(m => m.Target == "uci");
        await _nodes.One.Chat.Views.TellSharersAsync(_ana.Session, new MetadataChanged("ana", "color", "red"), CancellationToken.None);
        await _bob.Door.SeesAsync<MetadataChanged>(m => m.Target == "ana");
        Assert.Equal(2, _bob.Door.Told.OfType<MetadataChanged>().Count());
    }

    [Fact]
    public async Task What_one_device_has_read_another_device_at_another_node_is_told()
    {
        var elsewhere = await _nodes.Other.ComeAsync("ana");
        await Eventually.TrueAsync(() => _nodes.One.Chat.CountSessions(_ana.Session.Account!.Id) == 2, "both devices are known");
        await _bob.DoAsync(new Post("uno") { Room = "uci" });
        await _nodes.ToldAsync(_ana, told => told.OfType<Message>().Any());
        await _ana.DoAsync(new MarkRead(1) { Room = "uci" });
        await elsewhere.Door.SeesAsync<ReadUpTo>(r => r is { Room: "uci", Position.Value: 1 });
    }

    [Fact]
    public async Task A_limit_of_sessions_holds_over_nodes()
    {
        await using var nodes = await TwoNodes.StartAsync(settings => settings.Limits.SessionsPerAccount = 2);
        await nodes.One.ComeAsync("leo");
        await nodes.Other.ComeAsync("leo");
        await Eventually.TrueAsync(() => nodes.One.Chat.People.Online == 1 && nodes.Other.Chat.People.Online == 1, "known");
        var third = nodes.One.Connect();
        await Eventually.TrueAsync(() => nodes.One.Chat.CountSessions(nodes.One.Chat.People.Find("leo")!.Account!.Id) == 2, "both are counted");
        Assert.Equal((int)ErrorCode.TooManySessions, await third.RefusedAsync(new PasswordLogin("leo", TestChat.Password)));
    }
}
