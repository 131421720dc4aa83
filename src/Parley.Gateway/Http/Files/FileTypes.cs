using System.Text.Unicode;

namespace Parley.Gateway.Http.Files;

/// <summary>The media type of some bytes by what they begin with, from a short list of types that browsers may be told; whatever the sender called it.</summary>
/// <remarks>Nothing that a browser would run is on the list: no HTML, no SVG, no XML. After WHATWG MIME Sniffing, section 6.</remarks>
internal static class FileTypes
{
    public const string Unknown = "application/octet-stream";

    /// <summary>Bytes that are enough.</summary>
    public const int HeadBytes = 512;

    private static readonly HashSet<string> Pictures = new(["image/png", "image/jpeg", "image/gif", "image/webp"], StringComparer.Ordinal);

    public static string Of(ReadOnlySpan<byte> head) => head switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => "image/gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => "application/pdf",
        [(byte)'P', (byte)'K', 3, 4, ..] => "application/zip",
        [(byte)'O', (byte)'g', (byte)'g', (byte)'S', ..] => "audio/ogg",
        [(byte)'I', (byte)'D', (byte)'3', ..] => "audio/mpeg",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => "video/mp4",
        [0x1a, 0x45, 0xdf, 0xa3, ..] => "video/webm",
        _ => IsText(head) ? "text/plain; charset=utf-8" : Unknown,
    };

    /// <summary>Shown in its place; everything else is handed out to be saved.</summary>
    public static bool IsPicture(string type) => Pictures.Contains(type);

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty || head.ContainsAnyInRange((byte)0, (byte)8) || head.ContainsAnyInRange((byte)14, (byte)26) || head.Contains((byte)0x7f))
            return false;
        // The last character may be cut.
        for (var cut = 0; cut < 4 && cut < head.Length; cut++)
        {
            if (Utf8.IsValid(head[..^cut]))
                return true;
        }
        return false;
    }
}
