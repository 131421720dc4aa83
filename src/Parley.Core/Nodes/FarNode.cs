using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Logging;
using Parley.Core.Ports;
using Parley.Core.Sessions;

namespace Parley.Core.Nodes;

/// <summary>Another node: the sessions at its doors, kept here as far ones, and what it says, carried out one after the other.</summary>
internal sealed class FarNode : IAsyncDisposable
{
    /// <summary>Notes that wait; past it they are dropped, and its stays asked for anew.</summary>
    private const int Capacity = 8192;

    private readonly Chat _chat;
    private readonly Cluster _cluster;
    private readonly Channel<NodeNote> _notes = Channel.CreateBounded<NodeNote>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly Dictionary<long, Session> _sessions = [];
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private long? _number;
    private int _count;
    private NodeLife? _life;

    public FarNode(Chat chat, Cluster cluster, NodeId id)
    {
        (_chat, _cluster, Id) = (chat, cluster, id);
        _running = Task.Run(RunAsync);
    }

    public NodeId Id { get; }

    /// <summary>What it last said of itself; null until its life has been seen.</summary>
    public NodeLife? Life
    {
        get => Volatile.Read(ref _life);
        // The last word of one that stops leaves out who it was.
        set => Volatile.Write(ref _life, value is { IsRetired: true } && _life is { } known ? known with { IsRetired = true, Until = value.Until } : value);
    }

    /// <summary>Takes nobody in any more: it is about to stop.</summary>
    public bool IsRetired => Life is { IsRetired: true };

    /// <summary>For people.</summary>
    public string Name => Life?.ToString() ?? Id.Value;

    /// <summary>How many are at its doors. Any thread.</summary>
    public int Sessions => Volatile.Read(ref _count);

    /// <summary>Completes when its stays have been told here.</summary>
    public Task Known => _known.Task;

    public void Heard(NodeNote note)
    {
        if (!_notes.Writer.TryWrite(note))
            _cluster.Send(new StaysAsked(), Id);
    }

    /// <summary>The node has gone: everybody at its doors with it.</summary>
    public async ValueTask DisposeAsync()
    {
        _notes.Writer.TryComplete();
        await _running;
        _known.TrySetResult();
        foreach (var session in _sessions.Values)
            await EndAsync(session, CloseReason.PeerClosed, null);
        _sessions.Clear();
    }

    private async Task RunAsync()
    {
        await foreach (var note in _notes.Reader.ReadAllAsync())
        {
            try
            {
                await CarryOutAsync(note);
                Volatile.Write(ref _count, _sessions.Count);
            }
            catch (StorageUnavailableException fault)
            {
                _chat.Log.NoteFailed(Name, note.GetType().Name, fault);
                _number = null;
                _cluster.AskLater(Id);
            }
            catch (Exception fault)
            {
                _chat.Log.NoteFailed(Name, note.GetType().Name, fault);
            }
        }
    }

    private async Task CarryOutAsync(NodeNote note)
    {
        switch (note)
        {
            case StaysAsked:
                _cluster.TellStays(Id);
                break;
            case StaysTold told:
                await TakeAllAsync(told);
                _cluster.SeekConversations();
                break;
            case StaysChanged changed when _number + 1 == changed.Number:
                _number = changed.Number;
                await TakeAsync(changed);
                break;
            case StaysChanged changed when _number is null || changed.Number > _number:
                _number = null;
                _cluster.Send(new StaysAsked(), Id);
                break;
            case SessionsTold told:
                foreach (var number in told.Sessions)
                    _chat.FindSession(new SessionId(number))?.Tell(told.News.ToEvent());
                break;
            case SessionClosed closed:
                if (_chat.FindSession(new SessionId(closed.Session)) is { } session)
                {
                    session.Farewell = closed.Farewell ?? session.Farewell;
                    session.Close(new Closing(closed.Reason, session.Account?.Login.Value));
                }
                break;
            case RoomTold told when _chat.Rooms.Find(told.Room) is { } room:
                await room.TellNearAsync(told.News.ToEvent());
                break;
            case PersonTold told when _chat.People.Find(told.Name) is { } person:
                await _chat.TellAsync(person, told.News.ToEvent(), CancellationToken.None);
                break;
            case PutOut put when _chat.Rooms.Find(put.Room) is { } room:
                await room.PutOutAsync(put.Name, (MemberKicked)put.News.ToEvent());
                break;
            case RoomChanged changed:
                await _chat.Rooms.RefreshAsync(changed.Room, CancellationToken.None);
                break;
            case RoomEnded ended:
                await _chat.Rooms.EndedElsewhereAsync(ended.Room, ended.Reason, ended.By);
                break;
            case AccountChanged changed:
                await _chat.AccountChangedElsewhereAsync(changed.Account);
                break;
            case PairTold told:
                await _chat.Private.HeardAsync(told.Conversation, told.One, told.Other, told.Entries);
                break;
            case ValuesChanged changed:
                _chat.Views.HeardValuesChanged(changed.Name);
                break;
        }
    }

    private async Task TakeAllAsync(StaysTold told)
    {
        var here = told.Stays.Select(s => s.Session).ToHashSet();
        foreach (var gone in _sessions.Keys.Where(number => !here.Contains(number)).ToList())
            await EndAsync(gone, CloseReason.PeerClosed, null);
        foreach (var stay in told.Stays)
            await TakeAsync(stay);
        _number = told.Number;
        _known.TrySetResult();
    }

    private async Task TakeAsync(StaysChanged changed)
    {
        foreach (var over in changed.Over)
            await EndAsync(over.Session, over.Reason, over.Farewell);
        foreach (var stay in changed.Stays)
            await TakeAsync(stay);
    }

    private async Task TakeAsync(Stay stay)
    {
        if (!_sessions.TryGetValue(stay.Session, out var session))
        {
            if (await _chat.OpenFarAsync(new FarDoor(_cluster, Id, stay.Session), stay) is not { } opened)
                return;
            _sessions[stay.Session] = session = opened;
        }
        await session.FollowStayAsync(stay);
    }

    private async Task EndAsync(long number, CloseReason reason, string? farewell)
    {
        if (_sessions.Remove(number, out var session))
            await EndAsync(session, reason, farewell);
    }

    private static async Task EndAsync(Session session, CloseReason reason, string? farewell)
    {
        session.Farewell = farewell;
        await session.EndAsync(reason);
        session.Dispose();
    }
}
