using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary>Bytes of one connection to lines, the same ones however the bytes are split. Ends: LF, CR LF, CR NUL, lone CR. docs/protocol/line.md, "Lines".</summary>
/// <remarks>Holds at most <see cref="Limits.LineBytes"/>, and nothing between lines. One caller at a time.</remarks>
public sealed class LineReader
{
    private const byte Cr = (byte)'\r';
    private const byte Lf = (byte)'\n';
    private const int FirstBuffer = 256;

    private static readonly SearchValues<byte> Special = SearchValues.Create(0, Lf, Cr, Telnet.Command);

    private readonly TelnetFilter _telnet = new();
    private byte[] _partial = [];
    private int _length;
    private bool _dropping;
    private bool _afterCr;
    private bool _afterFirstLine;

    /// <summary>Takes input up to the end of the next line.</summary>
    /// <param name="consumed">All of the input when the result is false; the rest belongs to the next call.</param>
    /// <returns>False when the line goes on past the input.</returns>
    public bool TryRead(ReadOnlySpan<byte> input, out int consumed, out InputLine line)
    {
        consumed = 0;
        line = default;
        while (consumed < input.Length)
        {
            if (_telnet.IsInCommand)
            {
                if (_telnet.Take(input[consumed++]) && !TryAppend([Telnet.Command]))
                    return Drop(out line);
                continue;
            }
            var rest = input[consumed..];
            var plain = rest.IndexOfAny(Special);
            if (plain > 0 && rest[plain] == Lf && _length == 0 && !_dropping && plain <= Limits.LineBytes)
            {
                _afterCr = false;
                consumed += plain + 1;
                line = Complete(rest[..plain]);
                return true;
            }
            if (plain != 0)
            {
                _afterCr = false;
                consumed += plain < 0 ? rest.Length : plain;
                if (!TryAppend(plain < 0 ? rest : rest[..plain]))
                    return Drop(out line);
                continue;
            }
            consumed++;
            if (TakeSpecial(rest, ref consumed) && !WasDropped())
            {
                line = Complete(_partial.AsSpan(0, _length));
                return true;
            }
        }
        return false;
    }

    /// <summary>What telnet asks us to answer; empty for most. Send it as it is. Grows by at most three bytes for each three of input, until taken.</summary>
    public ReadOnlyMemory<byte> TakeReplies() => _telnet.TakeReplies();

    /// <summary>True at the end of a line.</summary>
    private bool TakeSpecial(ReadOnlySpan<byte> rest, ref int consumed)
    {
        switch (rest[0])
        {
            case Telnet.Command:
                _telnet.Begin();
                return false;
            case Lf when _afterCr:
                _afterCr = false;
                return false;
            case Lf:
                return true;
            case Cr:
                // The LF may come later; one that is here belongs to this line also for whoever reads on in our place.
                _afterCr = rest.Length == 1 || rest[1] != Lf;
                consumed += _afterCr ? 0 : 1;
                return true;
            default:
                return false; // NUL
        }
    }

    private bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        if (_dropping)
            return true;
        var length = _length + bytes.Length;
        if (length > Limits.LineBytes)
            return false;
        if (length > _partial.Length)
            Array.Resize(ref _partial, Math.Clamp(length * 2, FirstBuffer, Limits.LineBytes));
        bytes.CopyTo(_partial.AsSpan(_length));
        _length = length;
        return true;
    }

    private bool Drop(out InputLine line)
    {
        Release();
        _dropping = true;
        line = new InputLine("", TooLong: true);
        return true;
    }

    private bool WasDropped()
    {
        var dropped = _dropping;
        _dropping = false;
        return dropped;
    }

    private InputLine Complete(ReadOnlySpan<byte> bytes)
    {
        if (!_afterFirstLine && bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        var line = new InputLine(Encoding.UTF8.GetString(bytes), BadUtf8: !Utf8.IsValid(bytes));
        Release();
        return line;
    }

    private void Release()
    {
        _afterFirstLine = true;
        _length = 0;
        _partial = [];
    }
}
