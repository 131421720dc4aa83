using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Parley.Gateway.Http.ImServer;

/// <summary>An ordered dictionary of byte strings as PHP's <c>serialize</c> writes it. docs/protocol/imserver.md, "The page".</summary>
internal static class PhpSerialize
{
    /// <param name="escape">Write <c>&amp;</c>, <c>&lt;</c> and <c>&gt;</c> as HTML entities; lengths stay those of the text itself.</param>
    public static void Write(IBufferWriter<byte> output, IReadOnlyCollection<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> dictionary, bool escape)
    {
        Text(output, $"a:{dictionary.Count}:{{");
        foreach (var (key, value) in dictionary)
        {
            if (IsInteger(key.Span))
            {
                output.Write("i:"u8);
                output.Write(key.Span);
                output.Write(";"u8);
            }
            else
            {
                String(output, key.Span, escape);
            }
            String(output, value.Span, escape);
        }
        output.Write("}"u8);
    }

    /// <summary>Bytes that stay text whatever is in them.</summary>
    public static void Escaped(IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAny("&<>"u8) is >= 0 and var at)
        {
            output.Write(text[..at]);
            output.Write(text[at] switch { (byte)'&' => "&amp;"u8, (byte)'<' => "&lt;"u8, _ => "&gt;"u8 });
            text = text[(at + 1)..];
        }
        output.Write(text);
    }

    /// <summary>A decimal 64-bit integer in the one way that PHP would write it: such keys are integers to it.</summary>
    private static bool IsInteger(ReadOnlySpan<byte> key)
    {
        if (!Utf8Parser.TryParse(key, out long number, out var read) || read != key.Length)
            return false;
        Span<byte> canonical = stackalloc byte[20];
        return number.TryFormat(canonical, out var length, provider: CultureInfo.InvariantCulture) && key.SequenceEqual(canonical[..length]);
    }

    private static void String(IBufferWriter<byte> output, ReadOnlySpan<byte> text, bool escape)
    {
        Text(output, $"s:{text.Length}:\"");
        if (escape)
            Escaped(output, text);
        else
            output.Write(text);
        output.Write("\";"u8);
    }

    private static void Text(IBufferWriter<byte> output, string text) => output.Write(Encoding.ASCII.GetBytes(text));
}
