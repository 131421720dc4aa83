using System.Diagnostics.CodeAnalysis;
using Parley.Contracts;

namespace Parley.Protocol.Peer;

/// <summary>Where an entry belongs: a room by its folded name, or two devices in private, the lower id first.</summary>
public sealed record PeerConversation
{
    private const byte RoomMark = 1;
    private const byte PairMark = 2;

    private PeerConversation()
    {
    }

    /// <summary>Folded; null in private.</summary>
    public string? Room { get; private init; }

    /// <summary>In private; else default.</summary>
    public DeviceId First { get; private init; }

    public DeviceId Second { get; private init; }

    [MemberNotNullWhen(false, nameof(Room))]
    public bool IsPrivate => Room is null;

    public static PeerConversation Of(RoomName room) => new() { Room = room.Fold };

    /// <exception cref="ArgumentException">They are one.</exception>
    public static PeerConversation Between(DeviceId one, DeviceId other)
    {
        if (one == other)
            throw new ArgumentException("A device has no private conversation with itself.", nameof(other));
        return one < other ? new() { First = one, Second = other } : new() { First = other, Second = one };
    }

    public bool Concerns(DeviceId device) => First == device || Second == device;

    /// <summary>In private; of the two the one that is not <paramref name="one"/>.</summary>
    public DeviceId Other(DeviceId one) => First == one ? Second : First;

    public override string ToString() => Room ?? $"{First}+{Second}";

    internal void Write(WireWriter writer)
    {
        if (IsPrivate)
        {
            writer.U8(PairMark);
            writer.Put(First.Value);
            writer.Put(Second.Value);
            return;
        }
        writer.U8(RoomMark);
        writer.ShortText(Room);
    }

    internal static PeerConversation Read(ref WireReader reader)
    {
        switch (reader.U8())
        {
            case RoomMark:
                var text = reader.ShortText();
                if (!RoomName.TryParse(text, out var name) || !string.Equals(name.Fold, text, StringComparison.Ordinal))
                    throw WireReader.Bad("a room's name is not a folded one");
                return Of(name);
            case PairMark:
                var (first, second) = (new DeviceId(reader.Digest()), new DeviceId(reader.Digest()));
                return first < second ? new() { First = first, Second = second } : throw WireReader.Bad("a pair is not in order");
            default:
                throw WireReader.Bad("a conversation of an unknown kind");
        }
    }
}
