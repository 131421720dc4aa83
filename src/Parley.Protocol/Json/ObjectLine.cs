using System.Buffers.Text;
using Parley.Contracts;

namespace Parley.Protocol.Json;

/// <summary>Writes an object of plain members straight into bytes. The caller makes sure of the room: <see cref="Bound"/>.</summary>
internal ref struct ObjectLine(Span<byte> output)
{
    /// <summary>Names, numbers, times and punctuation of any object written here.</summary>
    private const int FixedBytes = 512;

    private readonly Span<byte> _output = output;

    public int Length { get; private set; }

    /// <summary>Bytes that are always enough.</summary>
    /// <param name="characters">UTF-16 units of all strings together.</param>
    public static int Bound(int characters) => FixedBytes + (characters * JsonText.MaxExpansion);

    /// <summary>Bytes as they are, such as <c>{"t":"msg"</c> or the end of the line.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_output[Length..]);
        Length += bytes.Length;
    }

    /// <summary>A member that is a text; left out when null, as the others are.</summary>
    /// <param name="name">With the comma and colon: <c>,"text":</c>.</param>
    public void Text(ReadOnlySpan<byte> name, string? value)
    {
        if (value is null)
            return;
        Raw(name);
        Length += JsonText.WriteQuoted(value, _output[Length..]);
    }

    public void Number(ReadOnlySpan<byte> name, long? value)
    {
        if (value is not { } number)
            return;
        Raw(name);
        Utf8Formatter.TryFormat(number, _output[Length..], out var written);
        Length += written;
    }

    public void Flag(ReadOnlySpan<byte> name, bool? value)
    {
        if (value is not { } flag)
            return;
        Raw(name);
        Raw(flag ? "true"u8 : "false"u8);
    }

    public void Time(ReadOnlySpan<byte> name, DateTimeOffset value)
    {
        Raw(name);
        Raw("\""u8);
        Length += Timestamp.Write(value, _output[Length..]);
        Raw("\""u8);
    }
}
