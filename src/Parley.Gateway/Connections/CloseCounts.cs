using Parley.Contracts;

namespace Parley.Gateway.Connections;

/// <summary>Connections closed since the start, by reason.</summary>
public sealed class CloseCounts
{
    private static readonly CloseReason[] Reasons = Enum.GetValues<CloseReason>();

    private readonly long[] _counts = new long[Reasons.Length];

    public long this[CloseReason reason] => Interlocked.Read(ref _counts[(int)reason]);

    public long Total => Reasons.Sum(reason => this[reason]);

    public IEnumerable<KeyValuePair<CloseReason, long>> All() => Reasons.Select(reason => KeyValuePair.Create(reason, this[reason]));

    internal void Add(CloseReason reason) => Interlocked.Increment(ref _counts[(int)reason]);
}
