using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Cluster.Frames;

/// <summary>Reads frames of other nodes.</summary>
internal static class FrameReader
{
    /// <summary>Nothing of the bytes is kept.</summary>
    /// <param name="self">Its own frames are not read.</param>
    /// <returns>Null for a frame of <paramref name="self"/>.</returns>
    /// <exception cref="ProtocolException">These bytes are no frame (<see cref="ErrorCode.BadFrame"/>), or one of another version (<see cref="ErrorCode.NotAvailable"/>).</exception>
    public static Frame? Read(ReadOnlySpan<byte> bytes, NodeId self)
    {
        var from = new ByteReader(bytes);
        if (from.Byte() is var version && version != FrameWriter.Version)
            throw new ProtocolException(ErrorCode.NotAvailable, $"A frame between nodes is of version {version}.");
        var kind = (FrameKind)from.Byte();
        var node = new NodeId(Convert.ToHexStringLower(from.Raw(FrameWriter.NodeBytes)));
        if (node == self)
            return null;
        var frame = kind switch
        {
            FrameKind.Events => new Frame(kind, node, ReadEvents(ref from), []),
            FrameKind.Notes => new Frame(kind, node, [], ReadNotes(ref from)),
            FrameKind.Lost => new Frame(kind, node, [], []),
            _ => throw ByteReader.Bad("its kind is unknown"),
        };
        return from.IsAtEnd ? frame : throw ByteReader.Bad("there is something after its end");
    }

    private static List<NodeEvent> ReadEvents(ref ByteReader from)
    {
        var events = new List<NodeEvent>();
        while (from.Long() is var conversation and not 0)
            events.Add(ReadEvent(ref from, new ConversationId(conversation)));
        return events;
    }

    private static NodeEvent ReadEvent(ref ByteReader from, ConversationId conversation)
    {
        var head = new Position(from.Long());
        var entries = new List<Entry>();
        while (EntryCodec.Read(ref from, conversation) is { } entry)
            entries.Add(entry);
        return new NodeEvent(conversation, head, entries);
    }

    private static List<ReadOnlyMemory<byte>> ReadNotes(ref ByteReader from)
    {
        var notes = new List<ReadOnlyMemory<byte>>();
        while (from.Long() is var length and not 0)
            notes.Add(from.Raw((int)Math.Min(length - 1, int.MaxValue)).ToArray());
        return notes;
    }
}
