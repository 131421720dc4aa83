using Parley.Cluster.Frames;
using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Cluster.Outgoing;

/// <summary>A note on its way to one node, or (null) to all others.</summary>
internal readonly record struct Note(ReadOnlyMemory<byte> Bytes, NodeId? To);

/// <summary>What waits to be sent, in any number of threads' turns and one sender's. Bounded: of each kind by count and bytes; of what found no room only the heads are kept, and past so many of those only that something was lost.</summary>
internal sealed class Outbox
{
    /// <summary>Bytes of events that wait, and of notes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Events that wait, and notes.</summary>
    public const int MaxCount = 8192;

    public const int MaxHeads = 10_000;

    /// <summary>What a note takes beside its bytes, about.</summary>
    private const int NoteBytes = 64;

    /// <summary>What an event takes beside its entries, about.</summary>
    private const int EventBytes = 64;

    private readonly Lock _lock = new();
    private readonly Queue<(NodeEvent Event, int Bytes)> _events = new();
    private readonly Queue<Note> _notes = new();
    private readonly Dictionary<ConversationId, Position> _heads = [];
    private int _eventBytes;
    private int _noteBytes;
    private bool _isLost;
    private bool _isComplete;
    private long _droppedEntries;

    /// <summary>Set whenever there is something to take.</summary>
    public Signal Filled { get; } = new();

    public int Bytes
    {
        get
        {
            lock (_lock)
                return _eventBytes + _noteBytes;
        }
    }

    /// <summary>Entries that found no room, of all times.</summary>
    public long DroppedEntries => Interlocked.Read(ref _droppedEntries);

    /// <summary>Whether notes wait for less than half their room.</summary>
    public bool HasRoomForNotes
    {
        get
        {
            lock (_lock)
                return _noteBytes <= MaxBytes / 2 && _notes.Count <= MaxCount / 2;
        }
    }

    /// <summary>Nothing more will be added.</summary>
    public bool IsComplete
    {
        get
        {
            lock (_lock)
                return _isComplete;
        }
    }

    /// <returns>False when it was dropped, and so many heads are to be told already that this one can't be remembered.</returns>
    public bool TryAdd(NodeEvent nodeEvent)
    {
        var bytes = EventBytes;
        foreach (var entry in nodeEvent.Entries)
            bytes += EntryCodec.Weigh(entry);
        var isKept = true;
        lock (_lock)
        {
            if (_eventBytes + bytes <= MaxBytes && _events.Count < MaxCount)
            {
                _events.Enqueue((nodeEvent, bytes));
                _eventBytes += bytes;
            }
            else
            {
                Interlocked.Add(ref _droppedEntries, nodeEvent.Entries.Count);
                isKept = Remember(nodeEvent.Conversation, nodeEvent.Head);
            }
        }
        Filled.Set();
        return isKept;
    }

    /// <returns>False when there is no room for it.</returns>
    public bool TryAdd(Note note)
    {
        lock (_lock)
        {
            if (_noteBytes + Weigh(note) > MaxBytes || _notes.Count >= MaxCount)
                return false;
            _notes.Enqueue(note);
            _noteBytes += Weigh(note);
        }
        Filled.Set();
        return true;
    }

    /// <summary>What a frame would have told, which perhaps did not arrive.</summary>
    /// <returns>False when not all of it could be remembered.</returns>
    public bool TryAddAgain(SentFrame frame)
    {
        var isKept = true;
        lock (_lock)
        {
            _isLost |= frame.Kind == FrameKind.Lost;
            foreach (var (conversation, head) in frame.Heads)
                isKept &= Remember(conversation, head);
        }
        Filled.Set();
        return isKept;
    }

    /// <summary>Drops the notes, which mean nothing any more to who was not told of those before.</summary>
    public void DropNotes()
    {
        lock (_lock)
        {
            _notes.Clear();
            _noteBytes = 0;
        }
    }

    public void Complete()
    {
        lock (_lock)
            _isComplete = true;
        Filled.Set();
    }

    public bool TryTake(out NodeEvent nodeEvent)
    {
        lock (_lock)
        {
            if (!_events.TryDequeue(out var waiting))
            {
                nodeEvent = null!;
                return false;
            }
            _eventBytes -= waiting.Bytes;
            nodeEvent = waiting.Event;
            return true;
        }
    }

    /// <param name="like">Unless null, the note is taken only when it goes where this one goes.</param>
    public bool TryTake(Note? like, out Note note)
    {
        lock (_lock)
        {
            if (!_notes.TryPeek(out note) || (like is { } other && other.To != note.To))
                return false;
            _notes.Dequeue();
            _noteBytes -= Weigh(note);
            return true;
        }
    }

    public IReadOnlyList<KeyValuePair<ConversationId, Position>> TakeHeads(int most)
    {
        lock (_lock)
        {
            if (_heads.Count == 0)
                return [];
            var taken = _heads.Take(most).ToList();
            foreach (var (conversation, _) in taken)
                _heads.Remove(conversation);
            return taken;
        }
    }

    /// <summary>Whether it must be told that more was lost than could be remembered; asked once for each time.</summary>
    public bool TakeLost()
    {
        lock (_lock)
        {
            var isLost = _isLost;
            _isLost = false;
            return isLost;
        }
    }

    private static int Weigh(Note note) => note.Bytes.Length + NoteBytes;

    private bool Remember(ConversationId conversation, Position head)
    {
        if (_heads.TryGetValue(conversation, out var known))
        {
            _heads[conversation] = head > known ? head : known;
            return true;
        }
        // Whoever hears that something was lost compares every head, those that were remembered too.
        if (_isLost)
            return true;
        if (_heads.Count < MaxHeads)
        {
            _heads.Add(conversation, head);
            return true;
        }
        _heads.Clear();
        _isLost = true;
        return false;
    }
}
