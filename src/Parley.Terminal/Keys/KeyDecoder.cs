using System.Text;

namespace Parley.Terminal;

/// <summary>Bytes of a terminal in raw mode to keys: UTF-8, the usual xterm and VT220 sequences, bracketed paste. Pure; keeps what is incomplete.</summary>
internal sealed class KeyDecoder
{
    /// <summary>A paste longer than this ends there: no message is as long.</summary>
    private const int MaxPaste = 64 * 1024;

    private const string PasteStart = "\e[200~";
    private const string PasteEnd = "\e[201~";

    private static readonly Dictionary<string, Key> Sequences = new(StringComparer.Ordinal)
    {
        ["[A"] = Key.Up,
        ["OA"] = Key.Up,
        ["[B"] = Key.Down,
        ["OB"] = Key.Down,
        ["[C"] = Key.Right,
        ["OC"] = Key.Right,
        ["[D"] = Key.Left,
        ["OD"] = Key.Left,
        ["[H"] = Key.Home,
        ["OH"] = Key.Home,
        ["[1~"] = Key.Home,
        ["[7~"] = Key.Home,
        ["[F"] = Key.End,
        ["OF"] = Key.End,
        ["[4~"] = Key.End,
        ["[8~"] = Key.End,
        ["[3~"] = Key.Delete,
        ["[5~"] = Key.PageUp,
        ["[6~"] = Key.PageDown,
        ["[1;5D"] = Key.WordLeft,
        ["[1;3D"] = Key.WordLeft,
        ["b"] = Key.WordLeft,
        ["[1;5C"] = Key.WordRight,
        ["[1;3C"] = Key.WordRight,
        ["f"] = Key.WordRight,
        ["\x7f"] = Key.KillWord,
        ["\b"] = Key.KillWord,
        ["\r"] = Key.NewLine,
        ["\n"] = Key.NewLine,
    };

    private readonly Decoder _utf8 = new UTF8Encoding(false, false).GetDecoder();
    private readonly StringBuilder _waiting = new();

    /// <summary>True when an ESC has come and nothing after it yet: a little later it was the key itself.</summary>
    public bool HasLoneEscape => _waiting.Length == 1 && _waiting[0] == '\e';

    public IEnumerable<KeyPress> Feed(ReadOnlySpan<byte> bytes)
    {
        var chars = new char[_utf8.GetCharCount(bytes, flush: false)];
        _utf8.GetChars(bytes, chars, flush: false);
        _waiting.Append(chars);
        var keys = new List<KeyPress>();
        var text = _waiting.ToString();
        var at = 0;
        while (at < text.Length && TryTake(text, ref at, out var press))
        {
            if (press is { } key)
                keys.Add(key);
        }
        _waiting.Remove(0, at);
        return keys;
    }

    /// <summary>The lone ESC was a key press.</summary>
    public KeyPress TakeEscape()
    {
        _waiting.Clear();
        return new KeyPress(Key.Escape);
    }

    private static bool TryTake(string text, ref int at, out KeyPress? press)
    {
        press = null;
        if (text[at] == '\e')
            return TryTakeSequence(text, ref at, out press);
        if (char.IsControl(text[at]))
        {
            press = OfControl(text[at]);
            at++;
            return true;
        }
        var end = at;
        while (end < text.Length && !char.IsControl(text[end]))
            end++;
        press = new KeyPress(Key.Text, text[at..end]);
        at = end;
        return true;
    }

    private static bool TryTakeSequence(string text, ref int at, out KeyPress? press)
    {
        press = null;
        var rest = text.AsSpan(at);
        if (rest.StartsWith(PasteStart, StringComparison.Ordinal))
        {
            var end = text.IndexOf(PasteEnd, at, StringComparison.Ordinal);
            if (end < 0 && rest.Length < MaxPaste)
                return false;
            var (stop, next) = end < 0 ? (text.Length, text.Length) : (end, end + PasteEnd.Length);
            press = new KeyPress(Key.Paste, text[(at + PasteStart.Length)..stop].ReplaceLineEndings("\n"));
            at = next;
            return true;
        }
        if (rest.Length == 1)
            return false;
        var length = LengthOf(rest);
        if (length == 0)
            return false;
        var sequence = text.Substring(at + 1, length - 1);
        at += length;
        if (Sequences.TryGetValue(sequence, out var key))
            press = new KeyPress(key);
        else if (sequence is [>= '1' and <= '9'])
            press = new KeyPress(Key.Switch, sequence);
        return true;
    }

    /// <summary>ESC [ parameters final, ESC O final, or ESC and one character; 0 when it is not complete.</summary>
    private static int LengthOf(ReadOnlySpan<char> rest)
    {
        if (rest[1] == 'O')
            return rest.Length >= 3 ? 3 : 0;
        if (rest[1] != '[')
            return 2;
        for (var i = 2; i < rest.Length; i++)
        {
            if (rest[i] is >= '@' and <= '~')
                return i + 1;
        }
        return 0;
    }

    private static KeyPress? OfControl(char c) => c switch
    {
        '\r' => new KeyPress(Key.Enter),
        '\n' => new KeyPress(Key.Enter),
        '\t' => new KeyPress(Key.Tab),
        '\x7f' or '\b' => new KeyPress(Key.Backspace),
        '\x01' => new KeyPress(Key.Home),
        '\x02' => new KeyPress(Key.Left),
        '\x03' => new KeyPress(Key.Interrupt),
        '\x04' => new KeyPress(Key.EndOfInput),
        '\x05' => new KeyPress(Key.End),
        '\x06' => new KeyPress(Key.Right),
        '\x0b' => new KeyPress(Key.KillToEnd),
        '\x0c' => new KeyPress(Key.Redraw),
        '\x0e' => new KeyPress(Key.Next),
        '\x10' => new KeyPress(Key.Previous),
        '\x15' => new KeyPress(Key.KillToStart),
        '\x17' => new KeyPress(Key.KillWord),
        _ => null,
    };
}
