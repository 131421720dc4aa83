using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Core.Conversations;

/// <summary>Places in a conversation by time. Times never run against positions, so a search by halves finds them.</summary>
internal static class Moments
{
    /// <summary>The last entry at or before a time, or none.</summary>
    public static async ValueTask<Position> LastUntilAsync(IMessageLog log, ConversationId conversation, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var span = await log.SpanAsync(conversation, cancellationToken);
        var (low, high) = (span.First.Value - 1, span.Head.Value);
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            var found = await log.ReadAfterAsync(conversation, new Position(middle - 1), 1, cancellationToken);
            if (found is [var entry] && entry.Time <= time)
                low = middle;
            else
                high = middle - 1;
        }
        return new Position(Math.Max(low, 0));
    }
}
