namespace Parley.Load.Wire;

/// <summary>What a text of the load carries: who sent it, its number among the sender's (0, 1, 2 …) and when, in <see cref="System.Diagnostics.Stopwatch"/> ticks.</summary>
/// <remarks>Three hexadecimal fields of 4, 8 and 16 digits, then dots.</remarks>
internal readonly record struct Payload(int Sender, int Number, long Time)
{
    public const int MinBytes = 28;

    private const byte Filler = (byte)'.';

    public void Write(Span<byte> text)
    {
        Hex(text[..4], Sender);
        Hex(text[4..12], Number);
        Hex(text[12..28], Time);
        text[28..].Fill(Filler);
    }

    public static bool TryRead(ReadOnlySpan<byte> text, out Payload payload)
    {
        payload = default;
        if (text.Length < MinBytes)
            return false;
        payload = new Payload((int)Digits(text[..4]), (int)Digits(text[4..12]), Digits(text[12..28]));
        return true;
    }

    private static void Hex(Span<byte> field, long value)
    {
        for (var i = field.Length - 1; i >= 0; i--)
        {
            field[i] = "0123456789abcdef"u8[(int)(value & 15)];
            value >>= 4;
        }
    }

    private static long Digits(ReadOnlySpan<byte> field)
    {
        var value = 0L;
        foreach (var digit in field)
            value = (value << 4) | (uint)((digit & 15) + (9 * (digit >> 6)));
        return value;
    }
}
