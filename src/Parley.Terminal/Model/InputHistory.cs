namespace Parley.Terminal;

/// <summary>Lines typed before, the last <see cref="Capacity"/>; and the one being typed, to come back to.</summary>
internal sealed class InputHistory
{
    public const int Capacity = 200;

    private readonly List<string> _lines = [];
    private int _at;
    private string _draft = "";

    public void Add(string line)
    {
        if (line.Length > 0 && (_lines.Count == 0 || _lines[^1] != line))
            _lines.Add(line);
        if (_lines.Count > Capacity)
            _lines.RemoveAt(0);
        _at = _lines.Count;
    }

    /// <summary>The line before, or null at the oldest. <paramref name="present"/>: what is in the input now.</summary>
    public string? Older(string present)
    {
        if (_at == 0)
            return null;
        if (_at == _lines.Count)
            _draft = present;
        return _lines[--_at];
    }

    public string? Newer()
    {
        if (_at >= _lines.Count)
            return null;
        return ++_at == _lines.Count ? _draft : _lines[_at];
    }
}
