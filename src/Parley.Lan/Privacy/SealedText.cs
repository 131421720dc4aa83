using System.Security.Cryptography;
using Parley.Lan.Identity;
using Parley.Protocol.Peer;
using PublicKey = Parley.Protocol.Peer.PublicKey;

namespace Parley.Lan.Privacy;

/// <summary>A private text that two devices can read: its author's and its recipient's. Whoever carries it can't. docs/protocol/peer.md, "Private messages".</summary>
/// <remarks>Ephemeral ECDH on P-256, HKDF-SHA-256, AES-256-GCM. Who wrote it is shown by the entry's signature.</remarks>
public static class SealedText
{
    public const int Overhead = 1 + PublicKey.Size + (2 * WrappedBytes) + TagBytes;

    private const byte Format = 1;
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int WrappedBytes = KeyBytes + TagBytes;

    /// <param name="text">At most <see cref="PeerLimits.BodyBytes"/> less <see cref="Overhead"/>.</param>
    /// <param name="one">The key of either device.</param>
    /// <param name="other">The key of the other.</param>
    /// <exception cref="CryptographicException">A key is no point of the curve.</exception>
    public static byte[] Seal(ReadOnlySpan<byte> text, SealedFor place, PublicKey one, PublicKey other)
    {
        using var ephemeral = DeviceKey.New();
        return Seal(text, place, one, other, ephemeral, RandomNumberGenerator.GetBytes(KeyBytes));
    }

    /// <returns>The text; null: it is sealed for others, or was changed, or moved from elsewhere.</returns>
    public static byte[]? Open(ReadOnlySpan<byte> sealedText, SealedFor place, DeviceKey reader)
    {
        if (sealedText.Length < Overhead || sealedText[0] != Format)
            return null;
        var ephemeral = new PublicKey(sealedText.Slice(1, PublicKey.Size));
        var wrapped = sealedText.Slice(1 + PublicKey.Size + (place.IsFirst(reader.Id) ? 0 : WrappedBytes), WrappedBytes);
        var body = sealedText[(Overhead - TagBytes)..];
        try
        {
            var key = new byte[KeyBytes];
            using (var wrapping = Wrapping(reader.Agree(ephemeral), ephemeral, place, reader.Id, out var nonce))
                wrapping.Decrypt(nonce, wrapped[..KeyBytes], wrapped[KeyBytes..], key);
            var text = new byte[body.Length - TagBytes];
            using var cipher = new AesGcm(key, TagBytes);
            cipher.Decrypt(new byte[NonceBytes], body[..^TagBytes], body[^TagBytes..], text, place.Bound);
            return text;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    internal static byte[] Seal(ReadOnlySpan<byte> text, SealedFor place, PublicKey one, PublicKey other, DeviceKey ephemeral, byte[] key)
    {
        var (first, second) = place.IsFirst(one.Id) ? (one, other) : (other, one);
        var sealedText = new byte[Overhead + text.Length];
        sealedText[0] = Format;
        ephemeral.Public.Point.CopyTo(sealedText.AsSpan(1));
        var at = 1 + PublicKey.Size;
        foreach (var reader in new[] { first, second })
        {
            using var wrapping = Wrapping(ephemeral.Agree(reader), ephemeral.Public, place, reader.Id, out var nonce);
            wrapping.Encrypt(nonce, key, sealedText.AsSpan(at, KeyBytes), sealedText.AsSpan(at + KeyBytes, TagBytes));
            at += WrappedBytes;
        }
        // The key is used for this text only, so its nonce may be zero.
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(new byte[NonceBytes], text, sealedText.AsSpan(at, text.Length), sealedText.AsSpan(at + text.Length), place.Bound);
        return sealedText;
    }

    private static AesGcm Wrapping(byte[] agreed, PublicKey ephemeral, SealedFor place, DeviceId reader, out byte[] nonce)
    {
        byte[] info = [.. "parley private 1"u8, .. place.Bound, .. reader.Value.ToArray()];
        var derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, agreed, KeyBytes + NonceBytes, ephemeral.Point.ToArray(), info);
        nonce = derived[KeyBytes..];
        return new AesGcm(derived.AsSpan(0, KeyBytes), TagBytes);
    }
}

/// <summary>Where a sealed text stands; moved elsewhere it can't be opened.</summary>
/// <param name="Pair">A private conversation.</param>
public sealed record SealedFor(Digest Group, DeviceId Author, PeerConversation Pair)
{
    internal byte[] Bound => [.. Group.ToArray(), .. Author.Value.ToArray(), .. Pair.First.Value.ToArray(), .. Pair.Second.Value.ToArray()];

    internal bool IsFirst(DeviceId device) => Pair.First == device;
}
