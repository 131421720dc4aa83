using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Logging;
using Parley.Core.Ports;
using Parley.Core.Sessions;

namespace Parley.Core.Nodes;

/// <summary>
/// This node among the others of its cluster. Each node claims its own life with a lease; people at another node's doors are sessions here
/// too, whose door is far, so that lists, limits and rooms need not know where somebody is. ADR 11.
/// </summary>
internal sealed class Cluster : INodeListener, IAsyncDisposable
{
    private const string NamePrefix = "name/";

    /// <summary>A node that has not renewed for so long is gone.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    /// <summary>How long a start waits for the others to tell who is there.</summary>
    private static readonly TimeSpan Introduction = TimeSpan.FromSeconds(3);

    private readonly Chat _chat;
    private readonly INodeBus _bus;
    private readonly IClaims _claims;
    private readonly OwnStays _own;
    private readonly DateTimeOffset _since;
    private readonly ConcurrentDictionary<NodeId, FarNode> _others = new();

    /// <summary>The names of those here that are claimed, folded, and the values of the claims.</summary>
    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly IDisposable _subscription;
    private Task _beating = Task.CompletedTask;
    private Task _seeking = Task.CompletedTask;
    private Task _retaking = Task.CompletedTask;

    /// <summary>The last beat that reached the claims, null while they are out of reach.</summary>
    private long? _reached;

    /// <summary>The first beat since then that has reached them without a break.</summary>
    private long _reachedSince;

    /// <summary>Of a private conversation that was begun meanwhile this node may not have been told.</summary>
    private volatile bool _seeks;

    /// <summary>This node takes nobody in any more.</summary>
    private volatile bool _retired;

    public Cluster(Chat chat, INodeBus bus, IClaims claims)
    {
        (_chat, _bus, _claims) = (chat, bus, claims);
        _own = new OwnStays(bus);
        _since = chat.Time.GetUtcNow();
        _subscription = bus.Subscribe(this);
    }

    public NodeId Node => _bus.Node;

    /// <summary>Whether what other nodes tell comes here.</summary>
    public bool IsConnected => _bus.IsConnected;

    /// <summary>Nodes whose life is known, this one with them.</summary>
    public int Living => 1 + _others.Count(pair => pair.Value.Life is not null);

    /// <summary>For operators, this node first.</summary>
    public IReadOnlyList<NodeFigures> Figures() =>
    [
        Figures(OwnLife, _chat.NearSessions.Count, isHere: true),
        .. _others.Values.Where(node => node.Life is not null).OrderBy(node => node.Id.Value, StringComparer.Ordinal).Select(node => Figures(node.Life!, node.Sessions, isHere: false)),
    ];

    /// <summary>Claims this node's life and learns who is at the others' doors. Completes when that is known, or soon.</summary>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        await BeatAsync(cancellationToken);
        _bus.Send(new StaysAsked().ToBytes());
        await Task.WhenAll(_others.Values.Select(node => node.Known)).WaitAsync(Introduction, _chat.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _beating = Task.Run(KeepBeatingAsync, CancellationToken.None);
    }

    /// <summary>This node is about to stop: the others send nobody here.</summary>
    public async Task RetireAsync(CancellationToken cancellationToken)
    {
        _retired = true;
        try
        {
            await ClaimLifeAsync(cancellationToken);
        }
        catch (StorageUnavailableException fault)
        {
            _chat.Log.BeatFailed(fault);
        }
    }

    /// <summary>Something of a near session that others know has changed. Any thread.</summary>
    public void Touch(Session session)
    {
        if (session is { IsFar: false, IsVisiting: false, IsResting: false })
            _own.Touch(session);
    }

    public void End(Session session, CloseReason reason) => _own.End(session, reason);

    public void TellStays(NodeId to) => _own.TellAll(to);

    public void Send(NodeNote note, NodeId? to = null) => _bus.Send(note.ToBytes(), to);

    /// <summary>Claims a name for somebody here. False when somebody else at another node goes by it. An account's login is nobody else's anyway.</summary>
    /// <exception cref="StorageUnavailableException">It can't be known now.</exception>
    public async ValueTask<bool> TakeNameAsync(string name, Account? account, CancellationToken cancellationToken)
    {
        var fold = NameRules.Fold(name);
        if (account is not null && string.Equals(account.Login.Fold, fold, StringComparison.Ordinal))
            return true;
        var value = account is null ? $"guest at {Node}" : $"{account.Id}";
        if (await _claims.TryClaimAsync(NamePrefix + fold, value, Holder, Lease, cancellationToken) is not null)
        {
            _names[fold] = value;
            return true;
        }
        return account is not null && await _claims.FindAsync(NamePrefix + fold, cancellationToken) is { } held && string.Equals(held.Value, value, StringComparison.Ordinal);
    }

    /// <summary>Whether this node does what one node of the cluster is to do. It holds it until it ends.</summary>
    public async ValueTask<bool> TakeDutyAsync(string duty, CancellationToken cancellationToken) =>
        await _claims.TryClaimAsync("duty/" + duty, "", Holder, Lease, cancellationToken) is not null;

    /// <summary>Nobody here goes by the name any more.</summary>
    public void LetGo(string name)
    {
        if (_names.TryRemove(NameRules.Fold(name), out _))
            _ = ReleaseAsync(NamePrefix + NameRules.Fold(name));
    }

    public void AskLater(NodeId node) => _ = AskLaterAsync(node);

    public void Heard(NodeEvent nodeEvent)
    {
        if (_chat.Rooms.Find(nodeEvent.Conversation) is { } room)
            _ = room.HeardAsync(nodeEvent);
    }

    public void Heard(NodeId from, ReadOnlyMemory<byte> note)
    {
        if (NodeNote.Of(note.Span) is { } read)
            Find(from).Heard(read);
        else
            _chat.Log.NoteUnknown(_others.TryGetValue(from, out var node) ? node.Name : from.Value);
    }

    public void Connected(bool connected)
    {
        _chat.Log.BusConnected(connected);
        if (!connected)
            return;
        // Anything may have been lost in both directions.
        _bus.Send(new StaysAsked().ToBytes());
        _own.TellAll(null);
        SeekConversations();
        _ = CompareAsync();
    }

    /// <summary>Another node could perhaps not tell of everything: at the next beat the conversations of those here are looked up.</summary>
    public void SeekConversations() => _seeks = true;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _beating;
        await _seeking;
        await _retaking;
        await _own.DisposeAsync();
        _subscription.Dispose();
        foreach (var node in _others.Values)
            await node.DisposeAsync();
        try
        {
            await _claims.ReleaseAllAsync(Holder, CancellationToken.None);
        }
        catch (StorageUnavailableException)
        {
            // The lease ends by itself.
        }
        _stopping.Dispose();
    }

    private string Holder => NodeLife.Prefix + Node;

    private FarNode Find(NodeId id) => _others.GetOrAdd(id, static (node, cluster) => new FarNode(cluster._chat, cluster, node), this);

    private async Task KeepBeatingAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            await Task.Delay(Beat, _chat.Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stopping.IsCancellationRequested)
                return;
            try
            {
                await BeatAsync(_stopping.Token);
                ShareOut();
                await _chat.Rooms.RefreshAsync(_stopping.Token);
                await CompareAsync();
                if (_seeking.IsCompleted && ToLookUp() is { Count: > 0 } people)
                    _seeking = SeekAsync(people);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (StorageUnavailableException fault)
            {
                // Nobody is declared dead by whoever can't see the claims.
                _reached = null;
                _chat.Log.BeatFailed(fault);
            }
        }
    }

    /// <summary>Renews this node's life and looks who else lives.</summary>
    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        var held = await _claims.RenewAsync(Holder, Lease, cancellationToken);
        var now = await ClaimLifeAsync(cancellationToken) is { } own ? own.Until - Lease : DateTimeOffset.MaxValue;
        // Fewer than the names and the life: they lapsed while the claims were out of reach.
        if (held <= _names.Count && _retaking.IsCompleted)
            _retaking = RetakeNamesAsync();
        var living = (await NodeLife.ListAsync(_claims, cancellationToken)).Where(life => life.Node != Node).ToDictionary(life => life.Node);
        var isSure = HasReachedForALease();
        foreach (var (id, node) in _others)
        {
            if (living.ContainsKey(id))
                continue;
            var hasStopped = HasStopped(node, now);
            if ((isSure || hasStopped) && _others.TryRemove(id, out _))
            {
                Tell(node, hasStopped);
                await node.DisposeAsync();
            }
        }
        foreach (var (id, life) in living)
        {
            var isNew = !_others.ContainsKey(id);
            var node = Find(id);
            var isSeen = node.Life is not null;
            node.Life = life;
            if (!isSeen)
                _chat.Log.NodeCame(node.Name, life.Version ?? "?");
            if (isNew)
                Send(new StaysAsked(), id);
        }
    }

    /// <summary>
    /// Whether the claims have been in reach for one whole lease, so that every living node has had the time to renew its own. Without it, whoever
    /// is first to reach a database that was away reads only claims that ran out meanwhile.
    /// </summary>
    private bool HasReachedForALease()
    {
        var now = _chat.Time.GetTimestamp();
        // A beat's time before the last one that reached them is when another node may have renewed last.
        if (_reached is not { } last || _chat.Time.GetElapsedTime(last, now) > Lease - Beat)
            _reachedSince = now;
        _reached = now;
        return _chat.Time.GetElapsedTime(_reachedSince, now) >= Lease;
    }

    /// <summary>A life that ended before its lease was given back: the node stopped as it should.</summary>
    private static bool HasStopped(FarNode gone, DateTimeOffset now) => gone.Life is { } life && life.Until > now;

    private void Tell(FarNode gone, bool hasStopped)
    {
        if (gone.Life is not { } life)
            return;
        if (life.IsRetired || hasStopped)
            _chat.Log.NodeStopped(gone.Name);
        else
            _chat.Log.NodeGone(gone.Name);
    }

    private NodeLife OwnLife => new(Node, Environment.MachineName, NodeLife.OwnVersion, _since, _bus.IsConnected, _retired, Until: default);

    /// <summary>Null when somebody else has this node's claim.</summary>
    private ValueTask<Claim?> ClaimLifeAsync(CancellationToken cancellationToken) =>
        _claims.TryClaimAsync(Holder, OwnLife.ToValue(), Holder, Lease, cancellationToken);

    private static NodeFigures Figures(NodeLife life, int sessions, bool isHere) =>
        new(life.Node.Value, life.Host, life.Version, life.Since, sessions, life.IsConnected, life.IsRetired, isHere);

    /// <summary>Asks some of a surplus of sessions to go to the nodes that have fewer.</summary>
    private void ShareOut()
    {
        if (_retired || !_bus.IsConnected)
            return;
        var near = _chat.NearSessions;
        var open = _others.Values.Where(node => !node.IsRetired).Select(node => node.Sessions).ToList();
        var surplus = FairShare.Surplus(near.Count, open);
        if (surplus == 0)
            return;
        var now = _chat.Time.GetUtcNow();
        var moving = near.Where(s => s.Moves && now - s.Since > FairShare.Settling).OrderByDescending(s => s.Since).Take(surplus).ToList();
        foreach (var session in moving)
        {
            session.Moves = false;
            session.Close(new Closing(CloseReason.Moved, session.Account?.Login.Value));
        }
        if (moving.Count > 0)
            _chat.Log.SessionsMoved(moving.Count, near.Count);
    }

    /// <summary>Rooms and private conversations that somebody here is in may have entries that nobody told us of.</summary>
    private async Task CompareAsync()
    {
        try
        {
            await _chat.Rooms.CompareAsync(_stopping.Token);
            await _chat.Private.CompareAsync(_stopping.Token);
        }
        catch (Exception e) when (e is StorageUnavailableException or OperationCanceledException)
        {
            // At the next beat.
        }
    }

    /// <summary>Whose conversations may be more than this node was told of: everybody's, or theirs who have just come, as those who wrote to them meanwhile did not know where they are.</summary>
    private IReadOnlyList<Session> ToLookUp()
    {
        var (all, now) = (_seeks, _chat.Time.GetUtcNow());
        _seeks = false;
        return [.. _chat.NearSessions.Where(s => s.IsLookDue(now) || all)];
    }

    /// <summary>Beside the beat: it takes a question for each person.</summary>
    private async Task SeekAsync(IReadOnlyList<Session> people)
    {
        try
        {
            await _chat.Private.FindNewAsync(people, _stopping.Token);
        }
        catch (StorageUnavailableException)
        {
            _seeks = true;
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    /// <summary>Beside the beat: it takes a question for each name. Who took one meanwhile keeps it.</summary>
    private async Task RetakeNamesAsync()
    {
        try
        {
            foreach (var (fold, value) in _names)
            {
                await _claims.TryClaimAsync(NamePrefix + fold, value, Holder, Lease, _stopping.Token);
                if (!_names.ContainsKey(fold))
                    await ReleaseAsync(NamePrefix + fold);
            }
        }
        catch (Exception e) when (e is StorageUnavailableException or OperationCanceledException)
        {
            // At the next beat.
        }
    }

    private async Task ReleaseAsync(string key)
    {
        try
        {
            await _claims.ReleaseAsync(key, Holder, CancellationToken.None);
        }
        catch (StorageUnavailableException)
        {
            // It is renewed with the others until this node ends: a name too many, for that long.
        }
    }

    private async Task AskLaterAsync(NodeId node)
    {
        await Task.Delay(Beat, _chat.Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_stopping.IsCancellationRequested)
            Send(new StaysAsked(), node);
    }
}
