namespace Parley.Protocol.Line;

/// <summary>What follows a command's name, read from the left. docs/protocol/line.md, "Arguments".</summary>
internal ref struct Arguments(string command, ReadOnlySpan<char> rest)
{
    private static readonly char[] Spaces = [' ', '\t'];

    private ReadOnlySpan<char> _rest = rest;

    /// <summary>The command as its usage shows it, such as <c>#cR</c>.</summary>
    public string Command { get; } = command;

    /// <summary>All that is left, trimmed; empty if nothing is.</summary>
    public readonly string Rest => _rest.Trim(Spaces).ToString();

    /// <summary>The next word, or what stands in brackets or quotes; null if nothing is left.</summary>
    public string? Next()
    {
        _rest = _rest.TrimStart(Spaces);
        if (_rest.IsEmpty)
            return null;
        if (TryTakeEnclosed(out var enclosed))
            return enclosed;
        var end = _rest.IndexOfAny(Spaces);
        return Take(end < 0 ? _rest.Length : end, skip: 0).ToString();
    }

    /// <summary>A name that may hold spaces: in brackets or quotes, or all that is left without one final dot or colon. Empty if there is none.</summary>
    public string LongName()
    {
        _rest = _rest.TrimStart(Spaces);
        if (TryTakeEnclosed(out var enclosed))
            return enclosed;
        var name = _rest.Trim(Spaces);
        _rest = default;
        if (name is [.., '.' or ':'])
            name = name[..^1];
        return name.Trim(Spaces).ToString();
    }

    private bool TryTakeEnclosed(out string inside)
    {
        inside = "";
        if (_rest.IsEmpty || _rest[0] is not ('<' or '"'))
            return false;
        var close = _rest[1..].IndexOf(_rest[0] == '<' ? '>' : '"');
        _rest = _rest[1..];
        if (close < 0)
            return false; // never closed: read on as if it had not been opened
        inside = Take(close, skip: 1).Trim(Spaces).ToString();
        return true;
    }

    private ReadOnlySpan<char> Take(int length, int skip)
    {
        var taken = _rest[..length];
        _rest = _rest[(length + skip)..];
        return taken;
    }
}
