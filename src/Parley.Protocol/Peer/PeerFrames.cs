using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Parley.Contracts;

namespace Parley.Protocol.Peer;

/// <summary>Frames to bytes and back: the length of type and content in four bytes, the type, the content.</summary>
public static class PeerFrames
{
    public const int HeaderBytes = 4;

    private const int AddressBytes = 16;

    private enum Kind : byte
    {
        Hello = 1,
        Proof = 2,
        Have = 3,
        Want = 4,
        Entries = 5,
        Fork = 6,
        Addresses = 7,
        Ping = 8,
        Pong = 9,
        Bye = 10,
        Presence = 11,
        Statement = 12,
        Revocations = 13,
        Lacking = 14,
    }

    /// <exception cref="ProtocolException">It does not fit into a frame.</exception>
    public static byte[] Encode(PeerFrame frame)
    {
        var writer = new WireWriter();
        writer.U32(0);
        Write(writer, frame);
        var length = writer.Written.Length - HeaderBytes;
        if (length > PeerLimits.FrameBytes)
            throw TooLong();
        var bytes = writer.Written.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        return bytes;
    }

    /// <summary>What an entry takes of a frame.</summary>
    public static int SizeOf(PeerEntry entry) => 2 + entry.Encoded.Length;

    /// <summary>Reads the first frame of <paramref name="bytes"/>, if it is whole.</summary>
    /// <param name="consumed">Bytes of the frame.</param>
    /// <exception cref="ProtocolException">A length beyond the limit, or a content that is not one of its type.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out int consumed, out PeerFrame? frame)
    {
        (consumed, frame) = (0, null);
        if (bytes.Length < HeaderBytes)
            return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (length > PeerLimits.FrameBytes)
            throw TooLong();
        if (length == 0)
            throw WireReader.Bad("a frame without a type");
        if (bytes.Length - HeaderBytes < length)
            return false;
        consumed = HeaderBytes + (int)length;
        var reader = new WireReader(bytes[HeaderBytes..consumed]);
        frame = Read(ref reader);
        if (frame is not UnknownFrame)
            reader.End();
        return true;
    }

    private static void Write(WireWriter writer, PeerFrame frame)
    {
        switch (frame)
        {
            case PeerHello hello:
                writer.U8((byte)Kind.Hello);
                writer.U16(hello.Version);
                writer.Put(hello.Group);
                writer.Raw(Exactly(hello.Nonce, PeerLimits.NonceBytes));
                writer.U16(hello.Port);
                break;
            case PeerProof proof:
                writer.U8((byte)Kind.Proof);
                writer.Raw(Exactly(proof.Value, PeerLimits.ProofBytes));
                break;
            case PeerHave have:
                writer.U8((byte)Kind.Have);
                writer.U8(have.Anew ? (byte)1 : (byte)0);
                writer.U16(have.Heads.Count);
                foreach (var head in have.Heads)
                {
                    writer.Put(head.Author.Value);
                    writer.U64((ulong)head.Number);
                    writer.Put(head.Hash);
                }
                break;
            case PeerWant want:
                writer.U8((byte)Kind.Want);
                writer.Put(want.Author.Value);
                writer.U64((ulong)want.After);
                break;
            case PeerEntries entries:
                writer.U8((byte)Kind.Entries);
                writer.U16(entries.Entries.Count);
                foreach (var entry in entries.Entries)
                    Write(writer, entry);
                break;
            case PeerFork fork:
                writer.U8((byte)Kind.Fork);
                Write(writer, fork.One);
                Write(writer, fork.Other);
                break;
            case PeerAddresses addresses:
                writer.U8((byte)Kind.Addresses);
                writer.U16(addresses.Addresses.Count);
                foreach (var address in addresses.Addresses)
                    Write(writer, address);
                break;
            case PeerPing ping:
                writer.U8((byte)Kind.Ping);
                writer.U64((ulong)ping.Sent);
                break;
            case PeerPong pong:
                writer.U8((byte)Kind.Pong);
                writer.U64((ulong)pong.Sent);
                writer.U64((ulong)pong.Here);
                break;
            case PeerBye bye:
                writer.U8((byte)Kind.Bye);
                writer.U8((byte)bye.Reason);
                break;
            case PeerPresence presence:
                writer.U8((byte)Kind.Presence);
                writer.U8(checked((byte)presence.Rooms.Count));
                foreach (var room in presence.Rooms)
                    writer.ShortText(room.Value);
                break;
            case PeerStatement statement:
                writer.U8((byte)Kind.Statement);
                writer.Raw(statement.Signed.Span);
                break;
            case PeerRevocations revocations:
                writer.U8((byte)Kind.Revocations);
                writer.U16(revocations.Signed.Count);
                foreach (var signed in revocations.Signed)
                {
                    writer.U16(signed.Length);
                    writer.Raw(signed.Span);
                }
                break;
            case PeerLacking lacking:
                writer.U8((byte)Kind.Lacking);
                writer.U16(lacking.Entries.Count);
                foreach (var place in lacking.Entries)
                {
                    writer.Put(place.Author.Value);
                    writer.U64((ulong)place.Number);
                }
                break;
            default:
                throw new ArgumentException($"{frame.GetType().Name} is never sent.", nameof(frame));
        }
    }

    private static void Write(WireWriter writer, PeerEntry entry)
    {
        writer.U16(entry.Encoded.Length);
        writer.Raw(entry.Encoded.Span);
    }

    private static void Write(WireWriter writer, PeerAddress address)
    {
        writer.Put(address.Device.Value);
        writer.Raw(address.End.Address.MapToIPv6().GetAddressBytes());
        writer.U16(address.End.Port);
    }

    private static PeerFrame Read(ref WireReader reader)
    {
        var type = reader.U8();
        return (Kind)type switch
        {
            Kind.Hello => new PeerHello((ushort)reader.U16(), reader.Digest(), reader.Raw(PeerLimits.NonceBytes).ToArray(), (ushort)reader.U16()),
            Kind.Proof => new PeerProof(reader.Raw(PeerLimits.ProofBytes).ToArray()),
            Kind.Have => ReadHave(ref reader),
            Kind.Want => new PeerWant(new DeviceId(reader.Digest()), reader.Long()),
            Kind.Entries => ReadEntries(ref reader),
            Kind.Fork => ReadFork(ref reader),
            Kind.Addresses => ReadAddresses(ref reader),
            Kind.Ping => new PeerPing(reader.Long()),
            Kind.Pong => new PeerPong(reader.Long(), reader.Long()),
            Kind.Bye => new PeerBye((ByeReason)reader.U8()),
            Kind.Presence => ReadPresence(ref reader),
            Kind.Statement => new PeerStatement(ReadStatement(ref reader, reader.Left)),
            Kind.Revocations => ReadRevocations(ref reader),
            Kind.Lacking => ReadLacking(ref reader),
            _ => new UnknownFrame(type),
        };
    }

    private static PeerHave ReadHave(ref WireReader reader)
    {
        var anew = reader.U8() switch { 0 => false, 1 => true, _ => throw WireReader.Bad("a mark that is neither yes nor no") };
        var heads = new Head[Count(reader.U16(), PeerLimits.HeadsPerFrame)];
        for (var i = 0; i < heads.Length; i++)
        {
            heads[i] = new Head(new DeviceId(reader.Digest()), reader.Long(), reader.Digest());
            if (heads[i].Number == 0 != (heads[i].Hash == Digest.None))
                throw WireReader.Bad("a head that can't be");
        }
        return new PeerHave(anew, heads);
    }

    private static PeerEntries ReadEntries(ref WireReader reader)
    {
        var count = reader.U16();
        var entries = new List<PeerEntry>(Math.Min(count, reader.Left / PublicKey.Size));
        while (entries.Count < count)
            entries.Add(ReadEntry(ref reader));
        return new PeerEntries(entries);
    }

    private static PeerEntry ReadEntry(ref WireReader reader) => PeerEntry.Parse(reader.Raw(reader.U16()));

    private static PeerFork ReadFork(ref WireReader reader)
    {
        var (one, other) = (ReadEntry(ref reader), ReadEntry(ref reader));
        return one.Author == other.Author && one.Number == other.Number && one.Hash != other.Hash ? new PeerFork(one, other) : throw WireReader.Bad("a fork that is none");
    }

    private static PeerAddresses ReadAddresses(ref WireReader reader)
    {
        var addresses = new PeerAddress[Count(reader.U16(), PeerLimits.AddressesPerFrame)];
        for (var i = 0; i < addresses.Length; i++)
        {
            var device = new DeviceId(reader.Digest());
            var ip = new IPAddress(reader.Raw(AddressBytes));
            var port = reader.U16();
            if (port == 0)
                throw WireReader.Bad("an address without a port");
            addresses[i] = new PeerAddress(device, new IPEndPoint(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip, port));
        }
        return new PeerAddresses(addresses);
    }

    private static PeerPresence ReadPresence(ref WireReader reader)
    {
        var rooms = new RoomName[Count(reader.U8(), PeerLimits.RoomsPerPresence)];
        for (var i = 0; i < rooms.Length; i++)
            rooms[i] = RoomName.TryParse(reader.ShortText(), out var room) ? room : throw WireReader.Bad("a room's name that is none");
        return new PeerPresence(rooms);
    }

    private static PeerRevocations ReadRevocations(ref WireReader reader)
    {
        var signed = new ReadOnlyMemory<byte>[Count(reader.U16(), PeerLimits.RevocationsPerFrame)];
        for (var i = 0; i < signed.Length; i++)
            signed[i] = ReadStatement(ref reader, reader.U16());
        return new PeerRevocations(signed);
    }

    private static PeerLacking ReadLacking(ref WireReader reader)
    {
        var places = new EntryPlace[Count(reader.U16(), PeerLimits.LackingPerFrame)];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = new EntryPlace(new DeviceId(reader.Digest()), reader.Long());
            if (places[i].Number == 0)
                throw WireReader.Bad("a number that no entry has");
        }
        return new PeerLacking(places);
    }

    private static byte[] ReadStatement(ref WireReader reader, int length) =>
        length <= PeerLimits.StatementBytes ? reader.Raw(length).ToArray() : throw WireReader.Bad("a statement is too long");

    private static int Count(int count, int limit) => count <= limit ? count : throw WireReader.Bad("more in a frame than there may be");

    private static ReadOnlySpan<byte> Exactly(ReadOnlyMemory<byte> bytes, int count) =>
        bytes.Length == count ? bytes.Span : throw new ArgumentException($"{count} bytes are needed.", nameof(bytes));

    private static ProtocolException TooLong() => new(ErrorCode.TooLong, $"A frame of a peer is longer than {PeerLimits.FrameBytes} bytes.");
}
