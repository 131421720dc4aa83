using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Parley.Protocol.Peer;

/// <summary>A SHA-256: 32 bytes, compared as one big-endian number.</summary>
public readonly record struct Digest : IComparable<Digest>
{
    public const int Size = 32;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    /// <param name="bytes"><see cref="Size"/> of them.</param>
    public Digest(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size, nameof(bytes));
        _first = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _second = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _third = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _fourth = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>All zero: no entry has it.</summary>
    public static Digest None => default;

    public static Digest Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(bytes, hash);
        return new Digest(hash);
    }

    /// <summary>From <see cref="ToString"/>, in either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> hex, out Digest digest)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var isOne = hex.Length == Size * 2 && Convert.FromHexString(hex, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        digest = isOne ? new Digest(bytes) : default;
        return isOne;
    }

    public void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _first);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _second);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], _third);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], _fourth);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    public int CompareTo(Digest other)
    {
        var order = _first.CompareTo(other._first);
        if (order == 0)
            order = _second.CompareTo(other._second);
        if (order == 0)
            order = _third.CompareTo(other._third);
        return order != 0 ? order : _fourth.CompareTo(other._fourth);
    }

    public static bool operator <(Digest left, Digest right) => left.CompareTo(right) < 0;

    public static bool operator >(Digest left, Digest right) => left.CompareTo(right) > 0;

    public static bool operator <=(Digest left, Digest right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Digest left, Digest right) => left.CompareTo(right) >= 0;

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
