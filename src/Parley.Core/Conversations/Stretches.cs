using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Views;

namespace Parley.Core.Conversations;

/// <summary>Reads stretches of history: so many messages before, after, around or between places.</summary>
internal static class Stretches
{
    private const int Page = 200;

    /// <summary>Oldest first; empty when a place is of another conversation.</summary>
    public static async ValueTask<IReadOnlyList<Entry>> ReadAsync(IMessageLog log, ConversationId conversation, Position floor, HistoryStretch stretch, CancellationToken cancellationToken)
    {
        if (new[] { stretch.From, stretch.To }.Any(p => p is { Time: null } && (p.Position is null || p.Conversation != conversation)))
            return [];
        var head = (await log.SpanAsync(conversation, cancellationToken)).Head;
        var reach = new Position(Math.Max(floor.Value, head.Value - stretch.Depth));
        switch (stretch.Direction)
        {
            case HistoryDirection.Before:
                return await BackAsync(await UntilAsync(stretch.From!, exclusive: true), reach, stretch.Limit);
            case HistoryDirection.After:
                return await OnAsync(Later(await UntilAsync(stretch.From!, exclusive: false), reach), null, stretch.Limit);
            case HistoryDirection.Latest:
                return await BackAsync(head, stretch.From is { } from ? Later(await UntilAsync(from, exclusive: false), reach) : reach, stretch.Limit);
            case HistoryDirection.Around:
                var middle = await UntilAsync(stretch.From!, exclusive: true);
                var before = await BackAsync(middle, reach, stretch.Limit / 2);
                var after = await OnAsync(Later(middle, reach), null, stretch.Limit - before.Count);
                return [.. before, .. after];
            default:
                return await BetweenAsync();
        }

        async ValueTask<IReadOnlyList<Entry>> BetweenAsync()
        {
            var (one, other) = (await UntilAsync(stretch.From!, exclusive: false), await UntilAsync(stretch.To!, exclusive: false));
            if (one <= other)
                return await OnAsync(Later(one, reach), await UntilAsync(stretch.To!, exclusive: true), stretch.Limit);
            return await BackAsync(await UntilAsync(stretch.From!, exclusive: true), Later(other, reach), stretch.Limit);
        }

        // The last entry at a point, or just before it when that is exclusive.
        async ValueTask<Position> UntilAsync(HistoryPoint point, bool exclusive)
        {
            if (point.Position is { } position)
                return exclusive ? new Position(position.Value - 1) : position;
            return await Moments.LastUntilAsync(log, conversation, exclusive && point.Time > DateTimeOffset.UnixEpoch ? point.Time.Value.AddMilliseconds(-1) : point.Time!.Value, cancellationToken);
        }

        async ValueTask<IReadOnlyList<Entry>> BackAsync(Position last, Position past, int limit)
        {
            var found = new List<Entry>();
            var before = new Position(last.Value + 1);
            while (found.Count < limit && before.Value > past.Value + 1)
            {
                var page = await log.ReadBeforeAsync(conversation, before, Page, cancellationToken);
                if (page.Count == 0)
                    break;
                for (var i = page.Count - 1; i >= 0 && found.Count < limit; i--)
                {
                    if (page[i].Position > past && Counts(page[i], stretch.WithEvents))
                        found.Add(page[i]);
                }
                before = page[0].Position;
            }
            found.Reverse();
            return found;
        }

        async ValueTask<IReadOnlyList<Entry>> OnAsync(Position past, Position? last, int limit)
        {
            var found = new List<Entry>();
            while (found.Count < limit)
            {
                var page = await log.ReadAfterAsync(conversation, past, Page, cancellationToken);
                if (page.Count == 0)
                    break;
                found.AddRange(page.Where(e => Counts(e, stretch.WithEvents) && (last is null || e.Position <= last)).Take(limit - found.Count));
                past = page[^1].Position;
                if (past >= last)
                    break;
            }
            return found;
        }
    }

    private static Position Later(Position one, Position other) => one > other ? one : other;

    private static bool Counts(Entry entry, bool withEvents) => !entry.Erased && (entry.Kind switch
    {
        EntryKind.Message or EntryKind.Notice or EntryKind.Edit => true,
        EntryKind.Reaction => true,
        EntryKind.Topic or EntryKind.Rules => withEvents,
        _ => false,
    });
}
