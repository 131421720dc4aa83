using System.Text.Unicode;

namespace Parley.Protocol.Irc;

/// <summary>What a line of input is.</summary>
public enum IrcInputKind
{
    Line,

    /// <summary>Past its limit; skipped whole, answered with 417. Said once a line, as soon as it is certain.</summary>
    TooLong,
}

/// <summary>One line as it was received, without its end; it points into the input.</summary>
/// <param name="kind">What it is.</param>
/// <param name="bytes">Empty when too long.</param>
public readonly ref struct IrcInput(IrcInputKind kind, ReadOnlySpan<byte> bytes)
{
    public IrcInputKind Kind { get; } = kind;

    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    /// <summary>False: answer with FAIL * INVALID_UTF8 (ircv3.net, UTF8ONLY).</summary>
    public bool IsUtf8 => Utf8.IsValid(Bytes);
}

/// <summary>Bytes of one connection to lines, the same ones however the bytes are split. Modern IRC, "Message Format"; IRCv3 message-tags, "Size limit".</summary>
/// <param name="maxTagBytes">Between the <c>@</c> and the space after the tags, both left out.</param>
/// <remarks>The caller keeps what was not consumed, at most <see cref="MaxPending"/> bytes. One caller at a time.</remarks>
public sealed class IrcReader(int maxTagBytes = IrcReader.DefaultTagBytes)
{
    /// <summary>What a client may send as tag data: 4,096 bytes with the <c>@</c> and the space.</summary>
    public const int DefaultTagBytes = 4094;

    /// <summary>A line without tags and without its CR LF.</summary>
    public const int BodyBytes = 510;

    private bool _skipping;

    /// <summary>The most bytes that can wait for the end of their line.</summary>
    public int MaxPending => maxTagBytes + 2 + BodyBytes + 1;

    /// <summary>Takes the first line that is not empty, without its LF or CR LF.</summary>
    /// <param name="consumed">Bytes to drop from the input, also when false is returned.</param>
    /// <returns>False when the line is not complete yet.</returns>
    public bool TryRead(ReadOnlySpan<byte> input, out int consumed, out IrcInput line)
    {
        consumed = 0;
        line = default;
        while (consumed < input.Length)
        {
            var rest = input[consumed..];
            var end = rest.IndexOf((byte)'\n');
            if (_skipping)
            {
                consumed += end < 0 ? rest.Length : end + 1;
                _skipping = end < 0;
                continue;
            }
            var bytes = WithoutReturn(end < 0 ? rest : rest[..end]);
            if (IsTooLong(bytes))
            {
                consumed += end < 0 ? rest.Length : end + 1;
                _skipping = end < 0;
                line = new IrcInput(IrcInputKind.TooLong, default);
                return true;
            }
            if (end < 0)
                return false;
            consumed += end + 1;
            if (bytes.IsEmpty)
                continue;
            line = new IrcInput(IrcInputKind.Line, bytes);
            return true;
        }
        return false;
    }

    private bool IsTooLong(ReadOnlySpan<byte> line)
    {
        if (line is not [(byte)'@', ..])
            return line.Length > BodyBytes;
        var space = line.IndexOf((byte)' ');
        return space < 0 ? line.Length - 1 > maxTagBytes : space - 1 > maxTagBytes || line.Length - space - 1 > BodyBytes;
    }

    private static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) => line is [.., (byte)'\r'] ? line[..^1] : line;
}
