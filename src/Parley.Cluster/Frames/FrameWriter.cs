using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Cluster.Frames;

/// <summary>Writes frames: version, kind, node (8 bytes); then of events: conversation, head, entries …, 0; of notes: length + 1, bytes …; then 0.</summary>
/// <remarks>Conversations are 1 and up, so that 0 ends them. One buffer for all frames of the writer.</remarks>
internal sealed class FrameWriter(NodeId node)
{
    /// <summary>To be raised by whatever nodes of before could not read, a new kind of entry too.</summary>
    public const byte Version = 1;

    /// <summary>Of a node's id.</summary>
    public const int NodeBytes = 8;

    private readonly ByteWriter _bytes = new();
    private readonly byte[] _node = Convert.FromHexString(node.Value);

    public int Length => _bytes.Length;

    /// <summary>Valid until the next <see cref="Begin"/>.</summary>
    public ReadOnlyMemory<byte> Frame => _bytes.Written;

    public void Begin(FrameKind kind)
    {
        _bytes.Clear();
        _bytes.Byte(Version);
        _bytes.Byte((byte)kind);
        _bytes.Raw(_node);
    }

    public void BeginEvent(ConversationId conversation, Position head)
    {
        _bytes.Number(conversation.Value);
        _bytes.Number(head.Value);
    }

    public void Add(Entry entry) => EntryCodec.Write(_bytes, entry);

    public void EndEvent() => EntryCodec.WriteEnd(_bytes);

    public void Add(ReadOnlySpan<byte> note)
    {
        _bytes.Number((ulong)note.Length + 1);
        _bytes.Raw(note);
    }

    public void End(FrameKind kind)
    {
        if (kind != FrameKind.Lost)
            _bytes.Number(0UL);
    }
}
