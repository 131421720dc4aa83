namespace Parley.Protocol;

/// <summary><c>2026-11-21T07:10:00.123Z</c>: RFC 3339, UTC, always three digits of a second. Finer parts are cut off.</summary>
public static class Timestamp
{
    public const int Length = 24;

    /// <param name="output">At least <see cref="Length"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(DateTimeOffset time, Span<byte> output)
    {
        var ((year, month, day), (hour, minute, second, millisecond)) = time.UtcDateTime;
        "0000-00-00T00:00:00.000Z"u8.CopyTo(output);
        Number(output[..4], year);
        Number(output[5..7], month);
        Number(output[8..10], day);
        Number(output[11..13], hour);
        Number(output[14..16], minute);
        Number(output[17..19], second);
        Number(output[20..23], millisecond);
        return Length;
    }

    private static void Number(Span<byte> digits, int value)
    {
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }
}
