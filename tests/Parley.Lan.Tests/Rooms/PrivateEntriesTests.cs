using Parley.Contracts;
using Parley.Lan.Identity;
using Parley.Lan.Placing;
using Parley.Lan.Rooms;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;

namespace Parley.Lan.Tests.Rooms;

/// <summary>What a device lets go of that can open nothing, in whatever order entries come.</summary>
public sealed class PrivateEntriesTests : IDisposable
{
    private readonly DeviceKey _desk = DeviceKey.New();
    private readonly DeviceKey _phone = DeviceKey.New();
    private readonly DeviceKey _bob = DeviceKey.New();
    private readonly DeviceKey _tablet = DeviceKey.New();

    private int _clock;

    public void Dispose()
    {
        foreach (var key in new[] { _desk, _phone, _bob, _tablet })
            key.Dispose();
    }

    [Fact]
    public void All_that_goes_by_the_name_goes_with_its_edits_in_any_order() => Property.Holds<int>(seed =>
    {
        _clock = 0;
        var random = new Random(seed);
        PeerEntry[] message = [Make(_desk, _bob, EntryKind.Message, "m"), Make(_desk, _tablet, EntryKind.Message, "m"), Make(_desk, _phone, (EntryKind)PeerContent.Copy, "m")];
        PeerEntry[] edit = [Make(_phone, _bob, EntryKind.Edit, "e", message[0].Name), Make(_phone, _desk, EntryKind.Edit, "e", message[0].Name)];
        PeerEntry[] forged = [Make(_bob, _desk, EntryKind.Edit, "f", message[0].Name), Make(_bob, _desk, EntryKind.Reaction, "r", message[0].Name)];
        PeerEntry[] other = [Make(_desk, _bob, EntryKind.Message, "n")];
        PeerEntry[] redaction = [Make(_phone, _bob, EntryKind.Redaction, "d", message[0].Name), Make(_phone, _desk, EntryKind.Redaction, "d", message[0].Name)];
        PeerEntry[] all = [.. message, .. edit, .. forged, .. other, .. redaction];
        random.Shuffle(all);
        var entries = NewEntries();
        var gone = all.SelectMany(entries.Add).Select(e => e.Hash).ToHashSet();
        return gone.SetEquals([.. message.Select(e => e.Hash), .. edit.Select(e => e.Hash)]);
    });

    [Fact]
    public void Nobody_else_and_nothing_that_stands_before_takes_words_back()
    {
        var entries = NewEntries();
        var before = Make(_desk, _bob, EntryKind.Redaction, "d", PeerEntry.NameInPrivate(_desk.Id, Id("m")));
        var message = Make(_desk, _bob, EntryKind.Message, "m");
        var bobs = Make(_bob, _desk, EntryKind.Redaction, "d", message.Name);
        Assert.Empty(new[] { message, before, bobs }.SelectMany(entries.Add));
    }

    [Fact]
    public void A_reaction_is_taken_back_by_who_put_it_there()
    {
        var entries = NewEntries();
        var message = Make(_desk, _bob, EntryKind.Message, "m");
        var reaction = Make(_bob, _desk, EntryKind.Reaction, "r", message.Name);
        Assert.Empty(new[] { message, reaction, Make(_desk, _bob, EntryKind.Redaction, "d", reaction.Name) }.SelectMany(entries.Add));
        Assert.Equal([reaction], entries.Add(Make(_bob, _desk, EntryKind.Redaction, "d", reaction.Name)));
    }

    [Fact]
    public void A_redaction_of_a_branch_that_lost_takes_nothing_back()
    {
        var entries = NewEntries();
        var message = Make(_desk, _bob, EntryKind.Message, "m");
        var redaction = Make(_phone, _bob, EntryKind.Redaction, "d", message.Name);
        entries.Add(redaction);
        entries.Withdraw(_phone.Id, 0);
        Assert.Empty(entries.Add(message));
        Assert.False(entries.Has(redaction.Name));
    }

    private static ClientId Id(string text) => ClientId.TryParse(text, out var id) ? id : default;

    private PrivateEntries NewEntries() => new(ServersWords.InMemory(SettledEntries.InMemory()), (one, other) => one == other || PersonOf(one) == PersonOf(other));

    private int PersonOf(DeviceId device) => device == _desk.Id || device == _phone.Id ? 1 : 2;

    /// <summary>Each stands behind the one made before.</summary>
    private PeerEntry Make(DeviceKey author, DeviceKey reader, EntryKind kind, string id, Digest target = default)
    {
        var content = new PeerContent(PeerConversation.Between(author.Id, reader.Id), (byte)kind, "sealed"u8.ToArray()) { ClientId = Id(id), Target = target };
        return PeerEntry.Make(Sample.Group, author.Public, ++_clock, _clock == 1 ? Digest.None : Digest.Of([2]), new HybridTime(_clock, 0), _clock, content, _ => new byte[PeerLimits.SignatureBytes]);
    }
}
