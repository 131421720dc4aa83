using Parley.Cluster.Frames;
using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Cluster.Outgoing;

/// <summary>Makes frames of what waits in the outbox, as full as it goes. Notes, events and heads take turns, so that none keeps the others waiting.</summary>
internal sealed class FrameMaker(Outbox outbox, NodeId node)
{
    /// <summary>A frame gets nothing more once it has so many bytes.</summary>
    public const int FullBytes = 256 * 1024;

    /// <summary>Conversations in one frame, each of which is a routing key.</summary>
    public const int MaxKeys = 256;

    /// <summary>The routing key of notes to all.</summary>
    public const string ToAll = "all";

    private static readonly IReadOnlyList<string> AllKeys = [ToAll];

    private readonly FrameWriter _writer = new(node);
    private readonly Dictionary<ConversationId, Position> _told = [];
    private NodeEvent? _begun;
    private int _next;
    private int _turn;

    /// <returns>Null when nothing waits.</returns>
    public OutFrame? Next()
    {
        if (outbox.TakeLost())
            return Lost();
        for (var tries = 0; tries < 3; tries++)
        {
            _turn = (_turn + 1) % 3;
            var frame = _turn switch { 0 => Notes(), 1 => Events(), _ => Heads() };
            if (frame is not null)
                return frame;
        }
        return null;
    }

    private OutFrame Lost()
    {
        _writer.Begin(FrameKind.Lost);
        _writer.End(FrameKind.Lost);
        return new OutFrame(new SentFrame(FrameKind.Lost, []), AllKeys, _writer.Frame);
    }

    private OutFrame? Notes()
    {
        if (!outbox.TryTake(like: null, out Note first))
            return null;
        _writer.Begin(FrameKind.Notes);
        _writer.Add(first.Bytes.Span);
        // No further than to the first that goes elsewhere: who gets both kinds has to get them in order.
        while (_writer.Length < FullBytes && outbox.TryTake(first, out var note))
            _writer.Add(note.Bytes.Span);
        _writer.End(FrameKind.Notes);
        return new OutFrame(new SentFrame(FrameKind.Notes, []), first.To is { } to ? [to.Value] : AllKeys, _writer.Frame);
    }

    private OutFrame? Events()
    {
        _told.Clear();
        _writer.Begin(FrameKind.Events);
        while (_writer.Length < FullBytes && _told.Count < MaxKeys && (_begun is not null || TryBegin()))
            WriteBegun(_begun!);
        return EndEvents();
    }

    private OutFrame? Heads()
    {
        _told.Clear();
        _writer.Begin(FrameKind.Events);
        foreach (var (conversation, head) in outbox.TakeHeads(MaxKeys))
        {
            _writer.BeginEvent(conversation, head);
            _writer.EndEvent();
            _told.Add(conversation, head);
        }
        return EndEvents();
    }

    private bool TryBegin()
    {
        if (!outbox.TryTake(out var nodeEvent))
            return false;
        _begun = nodeEvent;
        _next = 0;
        return true;
    }

    /// <summary>As many entries as there is room for: the rest goes into the next frame.</summary>
    private void WriteBegun(NodeEvent nodeEvent)
    {
        _writer.BeginEvent(nodeEvent.Conversation, nodeEvent.Head);
        while (_next < nodeEvent.Entries.Count && _writer.Length < FullBytes)
            _writer.Add(nodeEvent.Entries[_next++]);
        _writer.EndEvent();
        if (!_told.TryGetValue(nodeEvent.Conversation, out var told) || told < nodeEvent.Head)
            _told[nodeEvent.Conversation] = nodeEvent.Head;
        if (_next == nodeEvent.Entries.Count)
            _begun = null;
    }

    private OutFrame? EndEvents()
    {
        if (_told.Count == 0)
            return null;
        _writer.End(FrameKind.Events);
        return new OutFrame(new SentFrame(FrameKind.Events, [.. _told]), [.. _told.Keys.Select(c => c.ToString())], _writer.Frame);
    }
}
