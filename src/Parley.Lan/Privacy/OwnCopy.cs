using System.Text;
using Parley.Contracts;
using Parley.Protocol.Peer;

namespace Parley.Lan.Privacy;

/// <summary>What somebody has written in private, as it is sealed for their other devices. docs/protocol/peer.md, "Private messages".</summary>
/// <param name="Kind">Of a message, a notice or what is said of one.</param>
internal sealed record OwnCopy(EntryKind Kind, Login To, string Text)
{
    /// <summary>Kind (1), name (length in 1, UTF-8), text.</summary>
    public byte[] Encode()
    {
        var name = Encoding.UTF8.GetBytes(To.Value);
        return [(byte)Kind, checked((byte)name.Length), .. name, .. Encoding.UTF8.GetBytes(Text)];
    }

    /// <returns>Null for bytes that are no copy.</returns>
    public static OwnCopy? TryParse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2 || bytes[0] is not ((byte)EntryKind.Message or (byte)EntryKind.Notice or (byte)EntryKind.Edit or (byte)EntryKind.Redaction or (byte)EntryKind.Reaction) || bytes.Length < 2 + bytes[1] || !Login.TryParse(Encoding.UTF8.GetString(bytes.Slice(2, bytes[1])), out var to))
            return null;
        return new OwnCopy((EntryKind)bytes[0], to, Encoding.UTF8.GetString(bytes[(2 + bytes[1])..]));
    }
}
