using System.Buffers;
using System.Text.Unicode;
using Parley.Contracts;

namespace Parley.Protocol.Irc;

/// <summary>Writes one line straight into bytes: tags, source, command, parameters, end, in this order. Whatever the values, it reads back as one message of valid UTF-8.</summary>
/// <param name="output">At least <see cref="Bound"/> bytes.</param>
public ref struct IrcLineWriter(Span<byte> output)
{
    private static readonly SearchValues<char> NotInMiddle = SearchValues.Create(" \r\n\0");
    private static readonly SearchValues<char> NotInLast = SearchValues.Create("\r\n\0");

    private readonly Span<byte> _output = output;
    private int _tagBytes;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes behind the tags; without CR LF before <see cref="End"/>.</summary>
    public readonly int BodyLength => Length - _tagBytes;

    /// <summary>Bytes that are always enough.</summary>
    /// <param name="characters">UTF-16 units of all values together.</param>
    /// <param name="values">How many there are; a tag counts as two.</param>
    public static int Bound(int characters, int values) => (characters * 3) + (values * 2) + 8;

    /// <param name="key">As it is; what no key may hold becomes <c>_</c>.</param>
    /// <param name="value">Not yet escaped; empty for none.</param>
    public void Tag(string key, string value)
    {
        Key(key);
        if (value.Length == 0)
            return;
        Byte('=');
        Text(IrcTags.Escape(value));
    }

    /// <summary>A tag whose value is a time. IRCv3 server-time.</summary>
    public void Tag(string key, DateTimeOffset value)
    {
        Key(key);
        Byte('=');
        Length += Timestamp.Write(value, _output[Length..]);
    }

    /// <summary>A tag whose value is an entry's id. IRCv3 message-ids.</summary>
    public void Tag(string key, MessageId value)
    {
        Key(key);
        Byte('=');
        Length += value.Write(_output[Length..]);
    }

    public void EndTags()
    {
        if (Length > 0)
            Byte(' ');
        _tagBytes = Length;
    }

    /// <param name="source">Without colon.</param>
    public void Source(string source)
    {
        Byte(':');
        Middle(source);
        Byte(' ');
    }

    /// <summary>As <see cref="Source(string)"/> of <see cref="Face.Mask"/>.</summary>
    public void Source(Face face)
    {
        Byte(':');
        Without(face.Name, NotInMiddle, '_', colonFirst: false);
        Byte('!');
        Without(face.User, NotInMiddle, '_', colonFirst: true);
        Byte('@');
        Without(face.Host, NotInMiddle, '_', colonFirst: true);
        Byte(' ');
    }

    public void Command(string command) => Middle(command);

    /// <summary>A parameter before the last: none is empty, holds spaces or begins with a colon, as those become <c>*</c> and <c>_</c>.</summary>
    public void Parameter(string word)
    {
        Byte(' ');
        Middle(word);
    }

    /// <summary>The last parameter; CR, LF and NUL become spaces.</summary>
    /// <param name="colon">Whether it has one always; else when it needs one.</param>
    public void Last(string text, bool colon)
    {
        Byte(' ');
        if (colon || text.Length == 0 || text[0] == ':' || text.AsSpan().IndexOfAny(NotInMiddle) >= 0)
            Byte(':');
        Without(text, NotInLast, ' ', colonFirst: true);
    }

    public void End()
    {
        Byte('\r');
        Byte('\n');
    }

    private void Key(string key)
    {
        Byte(Length == 0 ? '@' : ';');
        foreach (var c in key)
            Byte(char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.' or '/' or '_' ? c : '_');
    }

    private void Middle(string word)
    {
        if (word.Length == 0)
            Byte('*');
        else
            Without(word, NotInMiddle, '_', colonFirst: false);
    }

    private void Without(ReadOnlySpan<char> text, SearchValues<char> unwanted, char instead, bool colonFirst)
    {
        if (!colonFirst && text is [':', ..])
        {
            Byte(instead);
            text = text[1..];
        }
        for (var at = text.IndexOfAny(unwanted); at >= 0; at = text.IndexOfAny(unwanted))
        {
            Text(text[..at]);
            Byte(instead);
            text = text[(at + 1)..];
        }
        Text(text);
    }

    private void Text(ReadOnlySpan<char> text)
    {
        // Replaces half surrogate pairs.
        _ = Utf8.FromUtf16(text, _output[Length..], out _, out var written);
        Length += written;
    }

    /// <param name="c">ASCII.</param>
    private void Byte(char c) => _output[Length++] = (byte)c;
}
