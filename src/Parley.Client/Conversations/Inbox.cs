using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Parley.Contracts;

namespace Parley.Client;

/// <summary>
/// Everything on its way to the reader, each conversation's entries in order of position, once, without gaps.
/// </summary>
/// <remarks>
/// The queue is bounded. When it is full an entry is not queued: its conversation falls behind, and <see cref="CatchUp"/> reads it from history
/// once the reader has made room. Gaps after a reconnect close in the same way. So a slow reader costs nobody anything and loses nothing but passing events.
/// </remarks>
internal sealed class Inbox(int capacity)
{
    private readonly Channel<Event> _queue = Channel.CreateBounded<Event>(new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.Wait });
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _lock = new();
    private readonly Dictionary<ConversationId, Track> _tracks = [];
    private int _missed;

    /// <summary>The login in use: tells which of a private message's two people is the other.</summary>
    public string? Me { get; private set; }

    /// <summary>Who will log in.</summary>
    public void Expect(string login)
    {
        lock (_lock)
            Me = login;
    }

    /// <summary>Reads until the client is closed and what was queued is read. One reader at a time.</summary>
    public async IAsyncEnumerable<Event> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _queue.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (_queue.Reader.TryRead(out var next))
            {
                if (next is Mark mark)
                    mark.Reached.TrySetResult();
                else
                    yield return next;
                if (_queue.Reader.Count == capacity / 2)
                    Wake();
            }
        }
    }

    /// <summary>Takes an event as it comes from the link, with the command that it answers. Answers go to their askers and not to the reader.</summary>
    public void Receive(Event received, Command? asked)
    {
        lock (_lock)
        {
            switch (received)
            {
                case Message { Passing: true } passing:
                    Enqueue(passing);
                    return;
                case EntryEvent entry:
                    Offer(entry);
                    return;
                case LoggedIn loggedIn:
                    Me = loggedIn.Login;
                    break;
                case RoomEntered entered:
                    Open(entered.Room, entered.Conversation, (asked as JoinRoom)?.After is { } after ? new Position(after) : entered.Head);
                    break;
                case RoomCreated created:
                    Open(created.Room, created.Conversation, Position.None);
                    break;
                case RoomLeft left:
                    Close(left.Room);
                    break;
                case RoomDeleted deleted:
                    Close(deleted.Room);
                    break;
                case RoomClosed closed:
                    _tracks.Remove(closed.Conversation);
                    break;
                case MemberKicked kicked when SameName(kicked.Login, Me):
                    _tracks.Remove(kicked.Conversation);
                    break;
                case Renamed renamed when SameName(renamed.From, Me):
                    Me = renamed.To;
                    break;
                default:
                    break;
            }
            if (asked is null)
                Enqueue(received);
        }
    }

    /// <summary>Tells the reader something of the client's own.</summary>
    public void Publish(Event own)
    {
        lock (_lock)
            Enqueue(own);
    }

    /// <summary>Completes when the reader has taken and dealt with all that is queued now; at once if the queue is full or closed.</summary>
    public Task WhenReadAsync()
    {
        var mark = new Mark();
        return _queue.Writer.TryWrite(mark) ? mark.Reached.Task : Task.CompletedTask;
    }

    /// <summary>No more events: the reader gets what is queued and then the end.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>The rooms to be in again, from the positions they had.</summary>
    public IReadOnlyList<JoinRoom> Rejoins()
    {
        lock (_lock)
            return [.. _tracks.Values.Where(t => t.Room is not null).Select(t => new JoinRoom(t.Room, t.Delivered?.Value, t.Conversation.Value))];
    }

    /// <summary>Takes the heads of the private conversations: at the first login as where to begin, later as where to catch up to.</summary>
    public void Compare(ConversationList list, bool firstLogin)
    {
        lock (_lock)
        {
            foreach (var shown in list.Conversations)
            {
                var track = TrackOf(shown.Conversation, room: null, shown.With);
                if (firstLogin)
                {
                    track.Baseline = shown.Head;
                }
                else
                {
                    track.Delivered ??= track.Baseline;
                    track.Target = Later(track.Target, shown.Head);
                }
            }
        }
        Wake();
    }

    /// <summary>Waits until something may be behind or room has been made.</summary>
    public ValueTask<bool> WaitForWakeAsync(CancellationToken cancellationToken) => _wake.Reader.ReadAsync(cancellationToken);

    /// <summary>A conversation that is behind, if there is room for a page of it.</summary>
    public Track? NextBehind()
    {
        lock (_lock)
            return _queue.Reader.Count > capacity / 2 ? null : _tracks.Values.FirstOrDefault(t => t.IsBehind);
    }

    /// <summary>Takes a page of history; positions it leaves out are gone for good (trimmed by retention).</summary>
    public void Accept(Track track, HistoryPage page)
    {
        lock (_lock)
        {
            foreach (var entry in page.Entries)
            {
                if (track.Delivered is { } delivered && entry.Position <= delivered)
                    continue;
                if (!_queue.Writer.TryWrite(entry))
                    return;
                track.Delivered = entry.Position;
            }
            if (!page.More && track.Target <= page.Head)
                track.Target = track.Delivered ?? track.Target;
        }
    }

    /// <summary>The missing part can't be had (not allowed, gone): go on with what comes next.</summary>
    public void Skip(Track track)
    {
        lock (_lock)
            track.Delivered = Later(track.Delivered ?? Position.None, track.Target);
    }

    /// <summary>Forgets a room that the client can't come back to.</summary>
    public void Forget(ConversationId conversation)
    {
        lock (_lock)
            _tracks.Remove(conversation);
    }

    private void Offer(EntryEvent entry)
    {
        var track = TrackOf(entry.Conversation, entry.Room, entry.Room is null ? OtherOf(entry) : null);
        if (track.Delivered is { } delivered && entry.Position <= delivered)
            return;
        if ((track.Delivered is not { } last || entry.Position.Follows(last)) && _queue.Writer.TryWrite(entry))
        {
            track.Delivered = entry.Position;
            return;
        }
        // The very first entry of a conversation found the queue full: begin right before it.
        track.Delivered ??= new Position(entry.Position.Value - 1);
        track.Target = Later(track.Target, entry.Position);
        Wake();
    }

    private void Enqueue(Event passing)
    {
        if (_missed > 0 && _queue.Writer.TryWrite(new EventsMissed(_missed)))
            _missed = 0;
        if (_missed > 0 || !_queue.Writer.TryWrite(passing))
            _missed++;
    }

    private Track TrackOf(ConversationId conversation, string? room, string? with)
    {
        if (!_tracks.TryGetValue(conversation, out var track))
            _tracks.Add(conversation, track = new Track(conversation, room, with));
        return track;
    }

    private string? OtherOf(EntryEvent entry) => SameName(entry.From, Me) ? entry.To : entry.From;

    private void Open(string room, ConversationId conversation, Position after)
    {
        Close(room);
        var track = TrackOf(conversation, room, with: null);
        track.Delivered = after;
        track.Target = after;
    }

    private void Close(string room)
    {
        foreach (var track in _tracks.Values.Where(t => t.Room is not null && SameRoom(t.Room, room)).ToList())
            _tracks.Remove(track.Conversation);
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    private static Position Later(Position a, Position b) => a > b ? a : b;

    private static bool SameName(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static bool SameRoom(string a, string b) =>
        SameName(a, b) || (RoomName.TryParse(a, out var x) && RoomName.TryParse(b, out var y) && (x == y || (NameRules.IsDefaultRoom(x) && NameRules.IsDefaultRoom(y))));

    /// <summary>A place in the queue; never handed on.</summary>
    private sealed record Mark : Event
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
