using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Parley.Load.Wire;

/// <summary>The posts of one sender, written without a JSON writer: only text, id and ref differ. The ref is the payload's number.</summary>
internal sealed class PostTemplate
{
    private readonly byte[] _start;
    private readonly byte[] _middle;
    private readonly int _textBytes;

    /// <param name="target"><c>room</c> or <c>to</c>.</param>
    /// <param name="idStart">With the number behind it, unique for ever among the ids of the account.</param>
    public PostTemplate(string target, string name, string idStart, int textBytes)
    {
        _textBytes = Math.Max(textBytes, Payload.MinBytes);
        _start = Encoding.UTF8.GetBytes($$"""{"t":"post","{{target}}":"{{name}}","text":" """.TrimEnd());
        _middle = Encoding.UTF8.GetBytes($"\",\"id\":\"{idStart}");
    }

    public void Write(IBufferWriter<byte> output, Payload payload)
    {
        const int rest = 64;
        var line = output.GetSpan(_start.Length + _textBytes + _middle.Length + rest);
        _start.CopyTo(line);
        var length = _start.Length;
        payload.Write(line.Slice(length, _textBytes));
        length += _textBytes;
        length += Append(line[length..], _middle);
        length += Append(line[length..], payload.Number);
        length += Append(line[length..], "\",\"ref\":"u8);
        length += Append(line[length..], payload.Number);
        length += Append(line[length..], "}\n"u8);
        output.Advance(length);
    }

    private static int Append(Span<byte> line, ReadOnlySpan<byte> part)
    {
        part.CopyTo(line);
        return part.Length;
    }

    private static int Append(Span<byte> line, int number)
    {
        Utf8Formatter.TryFormat(number, line, out var written);
        return written;
    }
}
