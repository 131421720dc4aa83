namespace Parley.Protocol.Peer;

/// <summary>A reading of a hybrid logical clock (Kulkarni et al., 2014): 48 bits of Unix time in milliseconds, 16 bits that count within one.</summary>
public readonly record struct HybridTime(ulong Value) : IComparable<HybridTime>
{
    /// <summary>The last millisecond that a date can have: the year 9999.</summary>
    public const long MaxMilliseconds = 253_402_300_799_999;

    public HybridTime(long milliseconds, ushort counter) : this(((ulong)milliseconds << 16) | counter)
    {
    }

    public long Milliseconds => (long)(Value >> 16);

    public ushort Counter => (ushort)Value;

    /// <summary>The next possible reading.</summary>
    public HybridTime Next => new(Value + 1);

    public bool IsValid => Milliseconds <= MaxMilliseconds;

    public int CompareTo(HybridTime other) => Value.CompareTo(other.Value);

    public static bool operator <(HybridTime left, HybridTime right) => left.Value < right.Value;

    public static bool operator >(HybridTime left, HybridTime right) => left.Value > right.Value;

    public static bool operator <=(HybridTime left, HybridTime right) => left.Value <= right.Value;

    public static bool operator >=(HybridTime left, HybridTime right) => left.Value >= right.Value;

    public override string ToString() => $"{Milliseconds}.{Counter}";
}
