using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using Parley.Contracts;

namespace Parley.Gateway.Proxies;

/// <summary>What a proxy says of the connection it passes on: https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt, versions 1 and 2.</summary>
/// <param name="Client">Null when the proxy speaks for itself (LOCAL) or does not know (UNKNOWN, other families): the connection's own addresses stay.</param>
/// <param name="IsEncrypted">The client came to the proxy by TLS (PP2_CLIENT_SSL).</param>
/// <param name="Bytes">Of the header; what follows is the client's.</param>
internal sealed record ProxyHeader(IPEndPoint? Client, bool IsEncrypted, int Bytes)
{
    /// <summary>The longest header taken; version 2 could say 64 KiB.</summary>
    public const int MaxBytes = 4096;

    private const int MaxTextBytes = 107;
    private const int FixedBytes = 16;
    private const int TlvOfTls = 0x20;

    private static ReadOnlySpan<byte> TextSign => "PROXY "u8;

    private static ReadOnlySpan<byte> BinarySign => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>False: more input is needed. True with no header: the input begins with something else.</summary>
    /// <param name="input">At most <see cref="MaxBytes"/> matter.</param>
    /// <exception cref="ProtocolException">It begins as a header and is none.</exception>
    public static bool TryRead(ReadOnlySpan<byte> input, out ProxyHeader? header)
    {
        header = null;
        if (Begins(input, TextSign))
            return input.Length >= TextSign.Length && TryReadText(input, out header);
        if (Begins(input, BinarySign))
            return input.Length >= FixedBytes && TryReadBinary(input, out header);
        return true;
    }

    private static bool Begins(ReadOnlySpan<byte> input, ReadOnlySpan<byte> sign) =>
        input[..Math.Min(input.Length, sign.Length)].SequenceEqual(sign[..Math.Min(input.Length, sign.Length)]);

    /// <summary>Section 2.1: <c>PROXY TCP4 192.0.2.1 192.0.2.2 56324 6667</c>, CRLF.</summary>
    private static bool TryReadText(ReadOnlySpan<byte> input, out ProxyHeader? header)
    {
        header = null;
        var end = input[..Math.Min(input.Length, MaxTextBytes)].IndexOf("\r\n"u8);
        if (end < 0)
            return input.Length < MaxTextBytes ? false : throw Bad("longer than 107 bytes");
        var words = Encoding.Latin1.GetString(input[..end]).Split(' ');
        if (words[1] == "UNKNOWN")
            header = new(null, IsEncrypted: false, end + 2);
        else if (words is [_, "TCP4" or "TCP6", var source, var target, var sourcePort, var targetPort]
            && Address(source) is { } address && Address(target) is not null && Port(sourcePort) is { } port && Port(targetPort) is not null
            && source.Contains(':', StringComparison.Ordinal) == (words[1] == "TCP6"))
            header = new(new(Plain(address), port), IsEncrypted: false, end + 2);
        else
            throw Bad("not as TCP4, TCP6 or UNKNOWN have it");
        return true;
    }

    /// <summary>Section 2.2: signature, version and command, family and transport, length, addresses, TLVs.</summary>
    private static bool TryReadBinary(ReadOnlySpan<byte> input, out ProxyHeader? header)
    {
        header = null;
        var (version, family) = (input[12], input[13]);
        int length = BinaryPrimitives.ReadUInt16BigEndian(input[14..]);
        if (version is not (0x20 or 0x21))
            throw Bad("of a version or command that is unknown");
        if (FixedBytes + length > MaxBytes)
            throw Bad($"longer than {MaxBytes} bytes");
        if (input.Length < FixedBytes + length)
            return false;
        var rest = input.Slice(FixedBytes, length);
        header = new(null, IsEncrypted: false, FixedBytes + length);
        if (version == 0x21 && AddressBytes(family) is { } size)
            header = header with { Client = Source(rest, size), IsEncrypted = SaysTls(rest[(2 * (size + 2))..]) };
        return true;
    }

    /// <summary>Of TCP over IPv4 and IPv6; null for what has no address and port.</summary>
    private static int? AddressBytes(byte family) => family switch
    {
        0x11 => 4,
        0x21 => 16,
        _ => null,
    };

    /// <summary>Both addresses, then both ports.</summary>
    private static IPEndPoint Source(ReadOnlySpan<byte> rest, int size) =>
        rest.Length < 2 * (size + 2)
            ? throw Bad("too short for its addresses")
            : new(Plain(new IPAddress(rest[..size])), BinaryPrimitives.ReadUInt16BigEndian(rest[(2 * size)..]));

    private static bool SaysTls(ReadOnlySpan<byte> tlvs)
    {
        while (!tlvs.IsEmpty)
        {
            var length = tlvs.Length < 3 ? int.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(tlvs[1..]);
            if (length > tlvs.Length - 3)
                throw Bad("with an additional value that is cut off");
            if (tlvs[0] == TlvOfTls)
                return length > 0 && (tlvs[3] & 1) != 0;
            tlvs = tlvs[(3 + length)..];
        }
        return false;
    }

    /// <summary>As people write addresses, not the short forms (<c>1.2</c>) that the system reads too.</summary>
    private static IPAddress? Address(string text) =>
        IPAddress.TryParse(text, out var address) && (text.Contains(':', StringComparison.Ordinal) ? !text.Contains('[', StringComparison.Ordinal) : text.Count(c => c == '.') == 3) ? address : null;

    private static int? Port(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static ProtocolException Bad(string problem) => new(ErrorCode.BadFrame, $"A header of the PROXY protocol {problem}.");
}
