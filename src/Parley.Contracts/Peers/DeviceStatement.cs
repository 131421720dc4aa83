using System.Buffers.Binary;
using System.Text;

namespace Parley.Contracts;

/// <summary>What an organisation's server says of a device: whose it is, or that it is nobody's any more. docs/protocol/peer.md, "Organisations".</summary>
/// <param name="Organisation">The organisation's key: X and Y of a point of P-256, 64 bytes.</param>
/// <param name="Device">The device's id, 32 bytes.</param>
/// <param name="Login">Whose it is; empty for a revocation.</param>
/// <param name="At">When it was said.</param>
/// <param name="Until">From when on it says nothing any more; for a revocation as <paramref name="At"/>.</param>
public sealed record DeviceStatement(ReadOnlyMemory<byte> Organisation, ReadOnlyMemory<byte> Device, string Login, DateTimeOffset At, DateTimeOffset Until)
{
    public const int KeyBytes = 64;

    public const int DeviceBytes = 32;

    public const int SignatureBytes = 64;

    private const byte Format = 1;

    private const int FixedBytes = 1 + KeyBytes + DeviceBytes + 8 + 8 + 1;

    public bool IsRevocation => Login.Length == 0;

    /// <summary>What the organisation signs; the signature follows it on the wire.</summary>
    public byte[] Encode()
    {
        var login = Encoding.UTF8.GetBytes(Login);
        var bytes = new byte[FixedBytes + login.Length];
        bytes[0] = Format;
        Organisation.Span.CopyTo(bytes.AsSpan(1));
        Device.Span.CopyTo(bytes.AsSpan(1 + KeyBytes));
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1 + KeyBytes + DeviceBytes), At.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1 + KeyBytes + DeviceBytes + 8), Until.ToUnixTimeMilliseconds());
        bytes[FixedBytes - 1] = checked((byte)login.Length);
        login.CopyTo(bytes.AsSpan(FixedBytes));
        return bytes;
    }

    /// <summary>Reads a statement with its signature, which is not looked at.</summary>
    /// <returns>Null for bytes that are no statement.</returns>
    public static DeviceStatement? TryParse(ReadOnlySpan<byte> signed)
    {
        if (signed.Length < FixedBytes + SignatureBytes || signed[0] != Format || signed.Length != FixedBytes + signed[FixedBytes - 1] + SignatureBytes)
            return null;
        var (at, until) = (BinaryPrimitives.ReadInt64BigEndian(signed[(1 + KeyBytes + DeviceBytes)..]), BinaryPrimitives.ReadInt64BigEndian(signed[(1 + KeyBytes + DeviceBytes + 8)..]));
        var login = Encoding.UTF8.GetString(signed[FixedBytes..^SignatureBytes]);
        if (!IsTime(at) || !IsTime(until) || until < at || (login.Length > 0 && !Contracts.Login.TryParse(login, out _)))
            return null;
        return new DeviceStatement(signed.Slice(1, KeyBytes).ToArray(), signed.Slice(1 + KeyBytes, DeviceBytes).ToArray(), login, DateTimeOffset.FromUnixTimeMilliseconds(at), DateTimeOffset.FromUnixTimeMilliseconds(until));
    }

    private static bool IsTime(long milliseconds) => milliseconds is >= 0 and <= 253_402_300_799_999;
}
