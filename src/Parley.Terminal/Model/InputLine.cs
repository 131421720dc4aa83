using System.Globalization;

namespace Parley.Terminal;

/// <summary>The line being typed: a text and a cursor that stands between grapheme clusters. May hold line breaks.</summary>
internal sealed class InputLine
{
    public string Text { get; private set; } = "";

    /// <summary>0 to the text's length, in UTF-16 units.</summary>
    public int Cursor { get; private set; }

    public string BeforeCursor => Text[..Cursor];

    public void Set(string text) => (Text, Cursor) = (text, text.Length);

    public string Take()
    {
        var taken = Text;
        Set("");
        return taken;
    }

    public void Insert(string text)
    {
        Text = Text.Insert(Cursor, text);
        Cursor += text.Length;
    }

    /// <summary>Replaces the part between a place before the cursor and the cursor.</summary>
    public void Replace(int start, string with)
    {
        Text = Text[..start] + with + Text[Cursor..];
        Cursor = start + with.Length;
    }

    /// <summary>True when the key is one of editing.</summary>
    public bool Edit(KeyPress press)
    {
        switch (press.Key)
        {
            case Key.Text or Key.Paste: Insert(press.Text); break;
            case Key.NewLine: Insert("\n"); break;
            case Key.Left: Cursor = Before(Cursor); break;
            case Key.Right: Cursor = After(Cursor); break;
            case Key.WordLeft: Cursor = WordBefore(); break;
            case Key.WordRight: Cursor = WordAfter(); break;
            case Key.Home: Cursor = 0; break;
            case Key.End: Cursor = Text.Length; break;
            case Key.Backspace: Replace(Before(Cursor), ""); break;
            case Key.Delete: Text = Text.Remove(Cursor, After(Cursor) - Cursor); break;
            case Key.KillWord: Replace(WordBefore(), ""); break;
            case Key.KillToStart: Replace(0, ""); break;
            case Key.KillToEnd: Text = Text[..Cursor]; break;
            default: return false;
        }
        return true;
    }

    private int After(int at) => at >= Text.Length ? at : at + StringInfo.GetNextTextElementLength(Text, at);

    private int Before(int at)
    {
        var last = 0;
        for (var next = 0; next < at; next = After(next))
            last = next;
        return last;
    }

    private int WordBefore()
    {
        var at = Cursor;
        while (at > 0 && !IsWord(at - 1))
            at--;
        while (at > 0 && IsWord(at - 1))
            at--;
        return at;
    }

    private int WordAfter()
    {
        var at = Cursor;
        while (at < Text.Length && !IsWord(at))
            at++;
        while (at < Text.Length && IsWord(at))
            at++;
        return at;
    }

    private bool IsWord(int at) => !char.IsWhiteSpace(Text[at]);
}
