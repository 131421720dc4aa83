using Parley.Contracts;
using Parley.Lan.Identity;
using Parley.Lan.Tests.Chat;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;
using Parley.Testing;

namespace Parley.Lan.Tests.Organisations;

/// <summary>Rooms are the server's: they go on without it, and nobody makes or ends one.</summary>
public sealed class RoomTests : IDisposable
{
    private readonly TestOrganisation _clinic = new();

    public void Dispose() => _clinic.Dispose();

    [Fact]
    public async Task Rooms_are_not_made_or_ended_without_the_server()
    {
        await using var ana = await TestDevice.StartAsync("ana", _clinic.Of("ana"));
        using var a = ana.Enter();
        ana.Chat.Admit([Room("UCI Norte")]);
        foreach (var line in new[] { "#cR cocina", "#dR uci norte" })
            Assert.StartsWith("*E266 ", Assert.Single(await a.TypeAsync(line)), StringComparison.Ordinal);
        Assert.Contains("*E204 No such room cocina. See rooms: #lR", await a.TypeAsync("#gR cocina"));
    }

    [Fact]
    public async Task A_room_is_there_for_who_was_let_in_for_who_sees_somebody_in_it_and_when_something_was_said()
    {
        await using var ana = await TestDevice.StartAsync("ana", _clinic.Of("ana"));
        await using var bob = await TestDevice.StartAsync("bob", _clinic.Of("bob"), ana);
        using var a = ana.Enter();
        using var b = bob.Enter();
        ana.Chat.Admit([Room("UCI Norte"), Room("default")]);
        Assert.Contains(await a.TypeAsync("#lR"), l => l.Contains("UCI Norte", StringComparison.Ordinal));
        Assert.Contains(await b.TypeAsync("#gR uci norte"), l => l.StartsWith("*E204 ", StringComparison.Ordinal));
        Assert.Contains("* Joined UCI Norte (1 person).", await a.TypeAsync("#gR uci norte"));

        await Until.TrueAsync(async () => (await b.TypeAsync("#lR")).Any(l => l.Contains("uci norte", StringComparison.Ordinal)), "bob sees that somebody is in a room");
        await Chat.RoomTests.EnterAsync(b, "uci norte");
        await a.TypeAsync("#eR");
        await Eventually.TrueAsync(() => b.Events.OfType<MemberLeft>().Any(m => m.Login == "ana"), "ana has gone");
        Assert.DoesNotContain(b.Events, e => e is RoomClosed);
        await b.TypeAsync("still here");
        Assert.Equal(["bob: still here"], await b.LastAsync());

        await using var carl = await TestDevice.StartAsync("carl", _clinic.Of("carl"), bob);
        using var c = carl.Enter();
        b.Dispose();
        await Chat.RoomTests.EnterAsync(c, "uci norte");
        await Until.TrueAsync(async () => (await c.LastAsync()).SequenceEqual(["bob: still here"]), "carl reads what was said");
        ana.Chat.Admit([]);
        Assert.Contains(await a.TypeAsync("#lR"), l => l.Contains("UCI Norte", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_room_that_a_device_says_it_has_made_is_not_there()
    {
        await using var ana = await TestDevice.StartAsync("ana", _clinic.Of("ana"));
        using var eva = DeviceKey.New();
        using var a = ana.Enter();
        var group = _clinic.Of(eva, "eva");
        await using var raw = await RawPeer.EnterAsync(ana.Peer.End, eva, group);
        await raw.SendAsync(new PeerEntries([PeerEntry.Make(group.Id, eva.Public, 1, Digest.None, new HybridTime(1, 0), 1, new PeerContent(Sample.Room("mine"), PeerContent.RoomMade, "mine"u8.ToArray()), eva.Sign)]));
        await Until.TrueAsync(async () => (await ana.Peer.HeadsAsync(default)).Any(h => h.Author == eva.Id), "it has come");
        Assert.DoesNotContain(await a.TypeAsync("#lR"), l => l.Contains("mine", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_a_server_lets_people_into_rooms()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        Assert.Throws<InvalidOperationException>(() => ana.Chat.Admit([Room("uci")]));
    }

    private static RoomName Room(string text) => RoomName.TryParse(text, out var name) ? name : throw new ArgumentException($"{text} is no room", nameof(text));
}
