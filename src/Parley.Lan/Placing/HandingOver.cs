using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Lan.Replication;
using Parley.Protocol.Peer;

namespace Parley.Lan.Placing;

/// <summary>What has come of handing in until now, by whomever.</summary>
/// <param name="Messages">Messages that have their place.</param>
/// <param name="Changes">Edits, redactions and reactions that have theirs.</param>
/// <param name="Refused">This device's own entries that have none, for good, in the order in which that was known.</param>
public sealed record HandedOver(int Messages, int Changes, ImmutableList<RefusedEntry> Refused)
{
    public static HandedOver Nothing { get; } = new(0, 0, []);
}

/// <param name="Code">Why it has no place.</param>
/// <param name="To">The room, by its folded name, or the person that it was for.</param>
/// <param name="IsChange">It is no message, but means one.</param>
public sealed record RefusedEntry(int Code, string? To, bool IsChange);

/// <summary>Hands in what the server lacks, whoever wrote it, in the peers' order, so that an answer does not get a place before what it answers. docs/protocol/peer.md, "Handing in".</summary>
/// <remarks>Each peer does so; the server places once. What was refused to a carrier may be placed when its author hands it in, so that only the author is told. Safe to use from any thread.</remarks>
/// <param name="open">Reads a private entry of this device: to whom, and what. Null: nothing that another would be told.</param>
public sealed class HandingOver(DeviceId self, SettledEntries settled, Func<PeerEntry, (string To, string Text)?> open, ILogger logger)
{
    /// <summary>Base64 and the line around it stay within a frame.</summary>
    private const int BatchBytes = 40 * 1024;

    private readonly Lock _lock = new();
    private readonly SortedSet<PeerEntry> _open = new(EntryOrder.Instance);
    private readonly Dictionary<Digest, PeerEntry> _byName = [];

    /// <summary>What means an entry that is not here yet, by that entry.</summary>
    private readonly Dictionary<Digest, List<PeerEntry>> _early = [];

    /// <summary>Answers in private that have waited for what they answer.</summary>
    private readonly HashSet<Digest> _patient = [];

    /// <summary>Since the start.</summary>
    public HandedOver Done { get; private set; } = HandedOver.Nothing;

    /// <summary>Entries that the server has not dealt with.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _open.Count;
        }
    }

    /// <summary>Something has become known among the peers.</summary>
    public void Add(ReplicaChange change)
    {
        lock (_lock)
        {
            if (change is Added added && IsForServer(added.Entry, self))
                Add(added.Entry);
            else if (change is Replaced replaced)
                Replace(replaced.Entry);
            else if (change is Cut cut)
                Withdraw(e => e.Author == cut.Author && e.Number > cut.After);
        }
    }

    /// <summary>The server has shown the entry in its place.</summary>
    /// <param name="entry">Its name.</param>
    public void SeePlaced(Digest entry, ServersPlace place)
    {
        lock (_lock)
        {
            if (_byName.TryGetValue(entry, out var known))
                Settle(known, new Placement(entry.ToString(), place.Conversation, place.Position), to: null);
            else
                Keep(entry, 0, place);
        }
    }

    /// <summary>The server has not dealt with it, and is to have it.</summary>
    public bool Waits(PeerEntry entry)
    {
        lock (_lock)
            return _byName.ContainsKey(entry.Name) || (_early.TryGetValue(entry.Content.Target, out var others) && others.Exists(e => e.Name == entry.Name));
    }

    /// <summary>Hands in until nothing is left, or the server wants to be left alone.</summary>
    /// <returns>How long to wait before the rest; zero: nothing is left.</returns>
    public async Task<TimeSpan> RunAsync(IPlacingServer server, CancellationToken cancellationToken)
    {
        while (Next() is { Count: > 0 } batch)
        {
            var isPrivate = batch[0].Content.Conversation.IsPrivate;
            if (isPrivate && MayWait(batch[0]))
                return RetryAfter;
            var said = isPrivate ? open(batch[0]) : null;
            if (isPrivate && said is null)
            {
                lock (_lock)
                    Forget(batch[0], (int)ErrorCode.NotPlaced, place: null);
                continue;
            }
            var placements = said is { } words
                ? [await WriteAsync(batch[0], words.To, words.Text, server, cancellationToken)]
                : await server.HandInAsync([.. batch.Select(e => e.ToSigned())], cancellationToken);
            foreach (var (entry, placement) in batch.Zip(placements))
            {
                if (IsPassing(placement.Code ?? 0))
                    return RetryAfter;
                lock (_lock)
                    Settle(entry, placement, said?.To);
            }
            if (placements.Count < batch.Count)
                return RetryAfter;
        }
        return TimeSpan.Zero;
    }

    private static TimeSpan RetryAfter => TimeSpan.FromSeconds(2);

    private static bool IsPassing(int code) => (ErrorCode)code is ErrorCode.Busy or ErrorCode.StorageUnavailable or ErrorCode.TooFast or ErrorCode.Stopping;

    /// <summary>What is written in rooms, by anybody; private words only by this device, as nobody else can read them.</summary>
    /// <remarks>Messages without their words too: the server may have got them from their author before, and is to know what is said of them then.</remarks>
    public static bool IsForServer(PeerEntry entry, DeviceId self) => entry.Content.Kind switch
    {
        (byte)EntryKind.Message or (byte)EntryKind.Notice => !entry.Content.Conversation.IsPrivate || (entry.Author == self && !entry.IsBare),
        _ => entry.Content.IsAnnotation && !entry.IsBare && (!entry.Content.Conversation.IsPrivate || entry.Author == self),
    };

    /// <summary>An annotation has no place before what it means has one, so it waits until that is here. What takes words back does not wait: the server is to know of it before another hands them in.</summary>
    private void Add(PeerEntry entry)
    {
        // Of what is said in private there is an entry for each device: the first stands for all.
        if (settled.Contains(entry.Name) || (entry.Content.Conversation.IsPrivate && _byName.ContainsKey(entry.Name)))
            return;
        if (entry.Content.IsAnnotation && !MayFollow(entry))
        {
            Wait(entry);
            return;
        }
        _open.Add(entry);
        _byName[entry.Name] = entry;
        if (_early.Remove(entry.Name, out var waiting))
            waiting.ForEach(Add);
    }

    /// <summary>In private it names the position that the server has given to what it means, so that must be known.</summary>
    private bool MayFollow(PeerEntry annotation)
    {
        var target = annotation.Content.Target;
        return annotation.Content.Conversation.IsPrivate
            ? settled.PlaceOf(target) is not null
            : annotation.Content.Kind == (byte)EntryKind.Redaction || _byName.ContainsKey(target) || settled.Contains(target);
    }

    /// <summary>Both hand in when the server is back: who answers gives the other a moment for it, once. Else it is placed as one that answers nothing.</summary>
    private bool MayWait(PeerEntry words)
    {
        lock (_lock)
        {
            if (!AnswersWhatIsNotThere(words) || _patient.Contains(words.Name))
                return false;
            _patient.UnionWith(_open.Where(AnswersWhatIsNotThere).Select(e => e.Name));
            return true;
        }
    }

    private bool AnswersWhatIsNotThere(PeerEntry words) =>
        words.Content is { Conversation.IsPrivate: true, IsAnnotation: false } && words.Content.Target != Digest.None && !settled.Contains(words.Content.Target);

    private void Wait(PeerEntry annotation)
    {
        var target = annotation.Content.Target;
        if (!_early.TryGetValue(target, out var others))
            _early.Add(target, others = []);
        if (!others.Exists(o => o.Name == annotation.Name))
            others.Add(annotation);
    }

    private void Replace(PeerEntry entry)
    {
        if (_byName.TryGetValue(entry.Name, out var before))
        {
            if (before.Hash != entry.Hash || !_open.Remove(before))
                return;
            // An edit of what was taken back; private words that were: if the server has them, it shows where.
            if (!IsForServer(entry, self))
            {
                _byName.Remove(entry.Name);
                return;
            }
            _open.Add(entry);
            _byName[entry.Name] = entry;
        }
        else if (IsForServer(entry, self))
        {
            Add(entry);
        }
        else if (_early.TryGetValue(entry.Content.Target, out var waiting))
        {
            waiting.RemoveAll(e => e.Hash == entry.Hash);
        }
    }

    private void Withdraw(Predicate<PeerEntry> gone)
    {
        foreach (var entry in _byName.Values.Where(e => gone(e)).ToList())
            _byName.Remove(entry.Name);
        _open.RemoveWhere(gone);
        foreach (var others in _early.Values)
            others.RemoveAll(gone);
    }

    /// <summary>The first that are open: entries of rooms, or one private one.</summary>
    private List<PeerEntry> Next()
    {
        lock (_lock)
        {
            var batch = new List<PeerEntry>();
            var bytes = 0;
            foreach (var entry in _open)
            {
                if (batch.Count > 0 && (batch.Count == Limits.HandInEntries || entry.Content.Conversation.IsPrivate || (bytes += entry.Encoded.Length) > BatchBytes))
                    break;
                if (batch.Count == 0)
                    bytes = entry.Encoded.Length;
                batch.Add(entry);
                if (entry.Content.Conversation.IsPrivate)
                    break;
            }
            return batch;
        }
    }

    private async Task<Placement> WriteAsync(PeerEntry entry, string to, string text, IPlacingServer server, CancellationToken cancellationToken)
    {
        var name = entry.Name.ToString();
        ServersPlace? target;
        lock (_lock)
            target = settled.PlaceOf(entry.Content.Target);
        var placement = await server.WriteAsync(name, Of(entry.Content.ClientId?.Value ?? name), cancellationToken);
        // Nothing is lost because its author has used the id for something else.
        return placement.Code == (int)ErrorCode.ClientIdReused ? await server.WriteAsync(name, Of(name), cancellationToken) : placement;

        ConversationCommand Of(string id)
        {
            var position = target?.Position.Value ?? 0;
            ConversationCommand command = (EntryKind)entry.Content.Kind switch
            {
                EntryKind.Edit => new EditMessage(position, text, id),
                EntryKind.Redaction => new RedactMessage(position, text.Length == 0 ? null : text, id),
                EntryKind.Reaction => new React(position, text, id),
                var kind => new Post(text, id, target?.Position.Value) { Notice = kind == EntryKind.Notice ? true : null, Written = DateTimeOffset.FromUnixTimeMilliseconds(entry.Written) },
            };
            return command with { To = to };
        }
    }

    /// <param name="to">Whom private words are for.</param>
    private void Settle(PeerEntry entry, Placement placement, string? to)
    {
        var code = placement.Code ?? 0;
        ServersPlace? place = placement is { Conversation: { } conversation, Position: { } position } ? new ServersPlace(conversation, position) : null;
        // Seen in its place while it was handed in, or taken back.
        if (!_open.Contains(entry))
        {
            if (code == 0)
                Keep(entry.Name, 0, place);
            return;
        }
        // What it means had a place, and was taken back there.
        var isTooLate = code == (int)ErrorCode.NoSuchMessage && entry.Content.IsAnnotation && settled.PlaceOf(entry.Content.Target) is not null;
        // It has no place now, and may get one by another who has its words.
        if (code == (int)ErrorCode.NoSuchMessage && !isTooLate && (entry.IsBare || entry.Content.IsAnnotation))
        {
            _open.Remove(entry);
            _byName.Remove(entry.Name);
            // In private it had a place and has none any more, or this was said of it already.
            if (entry.Content.Conversation.IsPrivate)
                Keep(entry.Name, code, place);
            else if (entry.Content.IsAnnotation)
                Wait(entry);
            return;
        }
        if (code == 0)
            Done = entry.Content.IsAnnotation ? Done with { Changes = Done.Changes + 1 } : Done with { Messages = Done.Messages + 1 };
        else if (entry.Author == self && !(isTooLate && entry.Content.Kind == (byte)EntryKind.Redaction))
            Done = Done with { Refused = Done.Refused.Add(new RefusedEntry(code, to ?? entry.Content.Conversation.Room, entry.Content.IsAnnotation)) };
        Forget(entry, code, place);
    }

    private void Forget(PeerEntry entry, int code, ServersPlace? place)
    {
        _open.Remove(entry);
        _byName.Remove(entry.Name);
        Keep(entry.Name, code, place);
    }

    private void Keep(Digest entry, int code, ServersPlace? place)
    {
        try
        {
            settled.Add(entry, code, place);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.SettledFailed(e);
        }
        if (_early.Remove(entry, out var waiting))
            waiting.ForEach(Add);
    }
}
