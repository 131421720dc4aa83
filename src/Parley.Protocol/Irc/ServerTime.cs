using System.Globalization;

namespace Parley.Protocol.Irc;

/// <summary><c>2026-11-21T11:42:40.123Z</c>, always UTC. IRCv3 server-time.</summary>
public static class ServerTime
{
    /// <summary>Bytes of a time.</summary>
    public const int Length = 24;

    private const string Written = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(Written, CultureInfo.InvariantCulture);

    /// <param name="output">At least <see cref="Length"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(DateTimeOffset time, Span<byte> output) =>
        time.UtcDateTime.TryFormat(output, out var written, Written, CultureInfo.InvariantCulture) ? written : 0;

    /// <summary>Also without or with more decimals.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
