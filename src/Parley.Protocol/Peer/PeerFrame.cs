using System.Net;

namespace Parley.Protocol.Peer;

/// <summary>What peers say to each other on a link. docs/protocol/peer.md, "Frames".</summary>
public abstract record PeerFrame;

/// <summary>The first frame of both sides.</summary>
/// <param name="Nonce"><see cref="PeerLimits.NonceBytes"/> random bytes.</param>
/// <param name="Port">Where the sender takes connections, 0 for nowhere.</param>
public sealed record PeerHello(ushort Version, Digest Group, ReadOnlyMemory<byte> Nonce, ushort Port) : PeerFrame;

/// <summary>The sender knows the group's secret: <see cref="PeerLimits.ProofBytes"/> bytes. First by the side that opened the link, then by the other.</summary>
public sealed record PeerProof(ReadOnlyMemory<byte> Value) : PeerFrame;

/// <summary>In the place of <see cref="PeerProof"/> in an organisation's group: what the organisation says of the sender's device.</summary>
/// <param name="Signed">A <see cref="Contracts.DeviceStatement"/> with its signature, not looked at; at most <see cref="PeerLimits.StatementBytes"/>.</param>
public sealed record PeerStatement(ReadOnlyMemory<byte> Signed) : PeerFrame;

/// <summary>Devices that the organisation has taken back.</summary>
/// <param name="Signed">Revocations with their signatures, not looked at; at most <see cref="PeerLimits.RevocationsPerFrame"/>.</param>
public sealed record PeerRevocations(IReadOnlyList<ReadOnlyMemory<byte>> Signed) : PeerFrame;

/// <summary>Where the sender's copy of an author's log ends.</summary>
/// <param name="Number">0: it has nothing, and <paramref name="Hash"/> is <see cref="Digest.None"/>.</param>
public readonly record struct Head(DeviceId Author, long Number, Digest Hash);

/// <summary>Heads, those that changed or all.</summary>
/// <param name="Anew">What the sender was thought to have of these authors is forgotten.</param>
public sealed record PeerHave(bool Anew, IReadOnlyList<Head> Heads) : PeerFrame;

/// <summary>Asks for the author's entries after a number.</summary>
public sealed record PeerWant(DeviceId Author, long After) : PeerFrame;

/// <summary>Entries, each author's in order of number.</summary>
public sealed record PeerEntries(IReadOnlyList<PeerEntry> Entries) : PeerFrame;

/// <summary>Entries that the sender has without their bodies and would like to have whole.</summary>
/// <param name="Entries">At most <see cref="PeerLimits.LackingPerFrame"/>.</param>
public sealed record PeerLacking(IReadOnlyList<EntryPlace> Entries) : PeerFrame;

/// <summary>One entry of an author's log.</summary>
public readonly record struct EntryPlace(DeviceId Author, long Number) : IComparable<EntryPlace>
{
    public int CompareTo(EntryPlace other) => Author.CompareTo(other.Author) is var by && by != 0 ? by : Number.CompareTo(other.Number);

    public static bool operator <(EntryPlace left, EntryPlace right) => left.CompareTo(right) < 0;

    public static bool operator >(EntryPlace left, EntryPlace right) => left.CompareTo(right) > 0;

    public static bool operator <=(EntryPlace left, EntryPlace right) => left.CompareTo(right) <= 0;

    public static bool operator >=(EntryPlace left, EntryPlace right) => left.CompareTo(right) >= 0;
}

/// <summary>Two different entries of one author with one number: the author, or its key, is not to be trusted.</summary>
public sealed record PeerFork(PeerEntry One, PeerEntry Other) : PeerFrame;

/// <summary>Others of the group that the sender is linked with.</summary>
public sealed record PeerAddresses(IReadOnlyList<PeerAddress> Addresses) : PeerFrame;

public sealed record PeerAddress(DeviceId Device, IPEndPoint End);

/// <summary>Where the sender's person is now. Nobody hands it on, and nothing keeps it.</summary>
/// <param name="Rooms">At most <see cref="PeerLimits.RoomsPerPresence"/>; empty: the person is not there.</param>
public sealed record PeerPresence(IReadOnlyList<Contracts.RoomName> Rooms) : PeerFrame;

/// <param name="Sent">By the sender's clock, Unix milliseconds.</param>
public sealed record PeerPing(long Sent) : PeerFrame;

/// <param name="Sent">As in the ping.</param>
/// <param name="Here">By the answerer's clock, Unix milliseconds.</param>
public sealed record PeerPong(long Sent, long Here) : PeerFrame;

/// <summary>The last frame of a side that ends the link.</summary>
public sealed record PeerBye(ByeReason Reason) : PeerFrame;

/// <summary>A frame of a later version: to be passed over.</summary>
public sealed record UnknownFrame(byte Type) : PeerFrame;

/// <summary>Why a link ends. On the wire: never renumber.</summary>
public enum ByeReason : byte
{
    Stopping = 1,

    /// <summary>No common version.</summary>
    Version = 2,

    /// <summary>Another group.</summary>
    Group = 3,

    /// <summary>The group's secret was not proved.</summary>
    Proof = 4,

    /// <summary>The pair has another link, which stays.</summary>
    Duplicate = 5,

    /// <summary>A device linked with itself.</summary>
    Self = 6,

    /// <summary>Bytes that are no frame, or a frame out of its place.</summary>
    BadFrame = 7,

    /// <summary>More than may be asked or sent in a time, or waited with the reading.</summary>
    Budget = 8,

    /// <summary>Nothing came for too long.</summary>
    Silent = 9,

    /// <summary>As many links as there may be.</summary>
    Full = 10,

    /// <summary>The device did what no honest one does, a short while ago.</summary>
    Barred = 11,

    /// <summary>No statement of the organisation that holds for this device now.</summary>
    Statement = 12,

    /// <summary>The organisation has taken the device back.</summary>
    Revoked = 13,
}
