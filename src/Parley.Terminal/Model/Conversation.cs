using Parley.Contracts;

namespace Parley.Terminal;

/// <summary>A room or a private conversation on the screen: its last lines, what is unread, how far it is scrolled.</summary>
/// <param name="room">The room, or null for a private one.</param>
/// <param name="with">The other person of a private one.</param>
internal sealed class Conversation(string? room, string? with)
{
    /// <summary>Older lines are let go; the server has them.</summary>
    public const int MaxLines = 2000;

    private readonly List<ChatLine> _lines = [];

    public string? Room { get; } = room;

    public string? With { get; } = with;

    public IReadOnlyList<ChatLine> Lines => _lines;

    /// <summary>Counts up with each change of the lines, so that a drawing can be kept.</summary>
    public int Version { get; private set; }

    public int People { get; set; }

    /// <summary>Messages since it was last in front.</summary>
    public int Unread { get; private set; }

    /// <summary>Rows scrolled up from the newest; 0: at the end.</summary>
    public int Scroll { get; set; }

    /// <summary>Messages that came while scrolled up.</summary>
    public int NewBelow { get; private set; }

    public void Add(ChatLine line, bool inFront)
    {
        _lines.Add(line);
        if (_lines.Count > MaxLines)
            _lines.RemoveAt(0);
        Version++;
        if (line is not SaidLine)
            return;
        if (!inFront)
            Unread++;
        if (Scroll > 0)
            NewBelow++;
    }

    /// <summary>Changes the text of a message that is shown; false when it is not.</summary>
    public bool Change(Position position, string? text)
    {
        var at = _lines.FindLastIndex(l => l is SaidLine said && said.Position == position);
        if (at < 0)
            return false;
        _lines[at] = (SaidLine)_lines[at] with { Text = text, Edited = text is not null };
        Version++;
        return true;
    }

    public void Read() => Unread = 0;

    public void ToEnd() => (Scroll, NewBelow) = (0, 0);
}
