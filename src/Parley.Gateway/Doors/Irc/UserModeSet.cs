namespace Parley.Gateway.Doors.Irc;

/// <summary>A connection's own modes (<c>MODE nick</c>). Set by its reader; read by any thread.</summary>
internal sealed class UserModeSet
{
    private volatile string _letters = "";
    private ModeCounts? _counts;

    public string Letters => _letters;

    /// <summary>By OPER.</summary>
    public string? OperatorName { get; set; }

    public int FailedOpers { get; set; }

    public bool Has(char letter) => _letters.Contains(letter, StringComparison.Ordinal);

    public void Set(char letter, bool on)
    {
        if (Has(letter) == on)
            return;
        _letters = on ? string.Concat((_letters + letter).Order()) : _letters.Replace($"{letter}", "", StringComparison.Ordinal);
        _counts?.Add(letter, on ? 1 : -1);
    }

    /// <summary>From now on the modes count there; null: no longer.</summary>
    public void CountIn(ModeCounts? counts)
    {
        foreach (var letter in _letters)
        {
            _counts?.Add(letter, -1);
            counts?.Add(letter, 1);
        }
        _counts = counts;
    }
}

/// <summary>How many connections have each mode. Any thread.</summary>
internal sealed class ModeCounts
{
    private readonly int[] _counts = new int['z' + 1];

    public int this[char letter] => Volatile.Read(ref _counts[letter]);

    public void Add(char letter, int change) => Interlocked.Add(ref _counts[letter], change);
}
