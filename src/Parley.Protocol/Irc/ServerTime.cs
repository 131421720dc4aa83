using System.Globalization;
using System.Text;

namespace Parley.Protocol.Irc;

/// <summary><c>2026-11-21T11:42:40.123Z</c>, always UTC. IRCv3 server-time.</summary>
public static class ServerTime
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    public static string Format(DateTimeOffset time) => string.Create(Timestamp.Length, time, static (text, time) =>
    {
        Span<byte> bytes = stackalloc byte[Timestamp.Length];
        Timestamp.Write(time, bytes);
        Encoding.ASCII.GetChars(bytes, text);
    });

    /// <summary>Also without or with more decimals.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
