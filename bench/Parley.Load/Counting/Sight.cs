using Parley.Load.Wire;

namespace Parley.Load.Counting;

/// <summary>What one observer saw of one conversation, and what was wrong with it. Lasts over reconnects.</summary>
internal sealed class Sight
{
    private const int Unknown = -1;

    private int[] _next = [];

    /// <summary>The last position seen; before the first, the head at entering, or -1 where that is not known.</summary>
    public long Position { get; private set; } = Unknown;

    public long Seen { get; private set; }

    /// <summary>Positions passed over.</summary>
    public long Lost { get; private set; }

    /// <summary>Positions seen again, or behind a later one.</summary>
    public long Doubled { get; private set; }

    /// <summary>Messages of a sender that are not its next one, in spite of a position that is.</summary>
    public long Disordered { get; private set; }

    public void StartAt(long head) => Position = head;

    /// <summary>False for a position seen before.</summary>
    public bool See(long position, Payload payload)
    {
        if (Position == Unknown)
            Position = position - 1;
        if (position <= Position)
        {
            Doubled++;
            return false;
        }
        var missing = position - Position - 1;
        Lost += missing;
        Position = position;
        Seen++;
        ref var next = ref NextOf(payload.Sender);
        if (missing == 0 && next != Unknown && payload.Number != next)
            Disordered++;
        next = payload.Number + 1;
        return true;
    }

    private ref int NextOf(int sender)
    {
        if (sender >= _next.Length)
        {
            var known = _next.Length;
            Array.Resize(ref _next, sender + 1);
            _next.AsSpan(known).Fill(Unknown);
        }
        return ref _next[sender];
    }
}
