using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Storage.Postgres.Log;

/// <summary>An entry that has a client id, as a later one of the same id is compared with it.</summary>
internal sealed record KnownEntry(ConversationId Conversation, Position Position, EntryKind Kind, Position Target, DateTimeOffset Time, bool Erased, ReadOnlyMemory<byte> Body);

/// <summary>An entry that another one means.</summary>
internal readonly record struct MeantEntry(EntryKind Kind, Position Target, bool Erased);

/// <summary>An entry with its places in its conversation and in the log.</summary>
internal readonly record struct PlacedEntry(NewEntry Entry, Position Position, long Seq, string? Words);

/// <summary>Decides what becomes of entries, one after the other, on what the locks of their conversations keep as it is.</summary>
internal sealed class AppendPlan(Queue<long> seqs)
{
    private readonly HashSet<(ConversationId, Position)> _redacted = [];

    /// <summary>Last positions. Every conversation of the entries must be there.</summary>
    public Dictionary<ConversationId, long> Heads { get; } = [];

    /// <summary>Of the living rooms among them.</summary>
    public Dictionary<ConversationId, long> RulesVersions { get; } = [];

    public Dictionary<(AccountId Author, string ClientId), KnownEntry> Known { get; } = [];

    public Dictionary<(ConversationId Conversation, Position Position), MeantEntry> Meant { get; } = [];

    public List<PlacedEntry> Placed { get; } = [];

    /// <summary>Messages and edits that become tombstones, with their edits.</summary>
    public IReadOnlyCollection<(ConversationId Conversation, Position Position)> Redacted => _redacted;

    /// <summary>New words of messages, by their edits.</summary>
    public Dictionary<(ConversationId Conversation, Position Position), string> Edited { get; } = [];

    /// <summary>Messages that have lost their newest text.</summary>
    public HashSet<(long Conversation, long Position)> Stale { get; } = [];

    public AppendOutcome Decide(NewEntry entry, string? words)
    {
        if (entry.ClientId is { } id && Known.TryGetValue((entry.Author, id.Value), out var known))
            return Answer(known, entry);
        if (entry.RulesVersion != 0 && RulesVersions.GetValueOrDefault(entry.Conversation) != entry.RulesVersion)
            return new AppendOutcome(AppendStatus.RulesOutdated, Position.None, default);
        if (entry.Head is { } head && head.Value != Heads[entry.Conversation])
            return new AppendOutcome(AppendStatus.HeadMoved, Position.None, default);
        // What was under way when its message was taken back must not bring the text back.
        if (entry.Kind is EntryKind.Edit or EntryKind.Redaction && IsErased(entry.Conversation, entry.Target))
            return new AppendOutcome(AppendStatus.TargetErased, Position.None, default);
        return Place(entry, words);
    }

    private AppendOutcome Place(NewEntry entry, string? words)
    {
        var position = new Position(++Heads[entry.Conversation]);
        var time = DateTimeOffset.FromUnixTimeMilliseconds(entry.Time.ToUnixTimeMilliseconds());
        Placed.Add(new PlacedEntry(entry, position, seqs.Dequeue(), entry.Kind == EntryKind.Message ? words : null));
        if (entry.ClientId is { } id)
            Known.Add((entry.Author, id.Value), new KnownEntry(entry.Conversation, position, entry.Kind, entry.Target, time, Erased: false, entry.Body));
        Meant[(entry.Conversation, position)] = new MeantEntry(entry.Kind, entry.Target, Erased: false);

        var target = (entry.Conversation, entry.Target);
        if (entry.Kind == EntryKind.Edit)
        {
            Edited[target] = words!;
        }
        else if (entry.Kind == EntryKind.Redaction && entry.Target != Position.None)
        {
            _redacted.Add(target);
            if (Meant.TryGetValue(target, out var meant) && meant.Kind == EntryKind.Edit)
                Stale.Add((entry.Conversation.Value, meant.Target.Value));
        }
        return new AppendOutcome(AppendStatus.Appended, position, time);
    }

    private AppendOutcome Answer(KnownEntry known, NewEntry retry)
    {
        var same = known.Conversation == retry.Conversation
            && known.Kind == retry.Kind
            && known.Target == retry.Target
            && (known.Erased || IsErased(known.Conversation, known.Position) || known.Body.Span.SequenceEqual(retry.Body.Span));
        return same ? new AppendOutcome(AppendStatus.Duplicate, known.Position, known.Time) : new AppendOutcome(AppendStatus.ClientIdReused, Position.None, default);
    }

    private bool IsErased(ConversationId conversation, Position position) =>
        _redacted.Contains((conversation, position))
        || (Meant.TryGetValue((conversation, position), out var meant) && (meant.Erased || (meant.Kind == EntryKind.Edit && _redacted.Contains((conversation, meant.Target)))));
}
