using System.Threading.Channels;
using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Conversations;
using Parley.Core.Ports;
using Parley.Core.Rooms;
using Parley.Core.Sessions;
using Parley.Core.Sessions.Commands;

namespace Parley.Core.Peers;

/// <summary>Sessions of nobody's presence, one for each author of what is handed in, so that a room judges them as it judges whoever speaks.</summary>
internal sealed class PeerVisits(Chat chat) : IAsyncDisposable
{
    private static readonly Origin Here = new("peers", IsSecret: true, IsExempt: true, "peer");

    private readonly Dictionary<AccountId, (Session Session, Door Door)> _visits = [];
    private long _ref;

    /// <returns><see cref="Posted"/>, or an <see cref="Error"/>.</returns>
    public async Task<Event> PostAsync(Account author, Room room, HandedWords words, CancellationToken cancellationToken)
    {
        var (entry, kind) = (words.Entry, (EntryKind)words.Entry.Kind);
        var (session, door) = await VisitAsync(author);
        if (!session.IsIn(room) && await session.JoinAsync(room, null, 0, null, _ => null, cancellationToken) is { } refusal)
            return refusal.ToError(null);
        var isMessage = kind is EntryKind.Message or EntryKind.Notice;
        if (!isMessage && await Targets.JudgeAsync(session, room, room.Id, kind, words.Target.Value, cancellationToken) is { } bad)
            return bad.ToError(null);
        var answer = door.Await(++_ref);
        var post = new PendingPost(session, kind, entry.Body, words.Text)
        {
            ClientId = ClientId.TryParse(words.Id, out var parsed) ? parsed : null,
            Target = isMessage ? Position.None : words.Target,
            ReplyTo = isMessage ? words.Target : Position.None,
            Written = entry.Written,
            Signed = entry,
            Ref = _ref,
        };
        session.PostBegun(post);
        try
        {
            await room.PostAsync(post, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            session.Answered([post], [Refusal.Of(ErrorCode.NoSuchRoom, "room", room.Name).ToError(post.Ref)]);
        }
        return await answer.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (session, _) in _visits.Values)
        {
            await session.EndAsync(CloseReason.Quit);
            session.Dispose();
        }
    }

    private async Task<(Session Session, Door Door)> VisitAsync(Account author)
    {
        if (_visits.TryGetValue(author.Id, out var known))
            return known;
        var door = new Door();
        var session = chat.Open(door, Here, Manner.Visiting, author.Lang ?? "en");
        await session.LogInAsync(author);
        return _visits[author.Id] = (session, door);
    }

    /// <summary>Hears one answer at a time.</summary>
    private sealed class Door : ISessionDoor
    {
        private readonly Lock _lock = new();
        private long _ref;
        private TaskCompletionSource<Event>? _asked;

        public Task<Event> Await(long number)
        {
            lock (_lock)
            {
                _ref = number;
                _asked = new TaskCompletionSource<Event>(TaskCreationOptions.RunContinuationsAsynchronously);
                return _asked.Task;
            }
        }

        public bool TryDeliver(Delivery delivery)
        {
            lock (_lock)
            {
                foreach (var told in delivery.Events)
                {
                    if (told.Ref == _ref)
                        _asked?.TrySetResult(told);
                }
            }
            return true;
        }

        public ValueTask DrainAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void Close(Closing lastWord)
        {
            lock (_lock)
                _asked?.TrySetResult(lastWord);
        }
    }
}

/// <summary>What is handed in, as it is to be placed.</summary>
/// <param name="Text">The body of <paramref name="Entry"/>.</param>
/// <param name="Id">The author's id for it, or its hash.</param>
/// <param name="Target">Where what it means or answers stands; none if nowhere.</param>
internal sealed record HandedWords(SignedEntry Entry, string Text, string Id, Position Target);
