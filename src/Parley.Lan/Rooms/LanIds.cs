using System.Buffers.Binary;
using System.Text;
using Parley.Contracts;
using Parley.Protocol.Peer;

namespace Parley.Lan.Rooms;

/// <summary>Numbers of conversations that nobody gives out: made of a hash, so that they are the same on every device and after every start.</summary>
internal static class LanIds
{
    /// <summary>JSON's numbers are exact up to here.</summary>
    private const long Most = (1L << 53) - 1;

    /// <param name="begun">What made the room; null: nothing did.</param>
    public static ConversationId Of(string room, PeerEntry? begun) => Of([.. "room\n"u8, .. Encoding.UTF8.GetBytes(room), .. begun is null ? [] : begun.Hash.ToArray()]);

    public static ConversationId WithPerson(string name) => Of([.. "person\n"u8, .. Encoding.UTF8.GetBytes(NameRules.Fold(name))]);

    /// <summary>Names an entry to go on from.</summary>
    public static long Of(PeerEntry entry) => Of(entry.Hash.ToArray()).Value;

    private static ConversationId Of(byte[] named) => new(Math.Max(1, (long)(BinaryPrimitives.ReadUInt64BigEndian(Digest.Of(named).ToArray()) & Most)));
}
