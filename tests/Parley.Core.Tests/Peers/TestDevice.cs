using System.Security.Cryptography;
using System.Text;
using Parley.Contracts;

namespace Parley.Core.Tests.Peers;

/// <summary>A device with a key, that signs what Core does not look into.</summary>
internal sealed class TestDevice : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private long _number;

    public string Id => Convert.ToHexStringLower(SHA256.HashData(_key.ExportSubjectPublicKeyInfo()));

    public byte[] Point => _key.ExportParameters(false).Q is var q ? [.. q.X!, .. q.Y!] : [];

    public byte[] Sign(byte[] what) => _key.SignData(what, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    public RegisterDevice Registration(string login) => new(Convert.ToBase64String(Point), Convert.ToBase64String(Sign(Encoding.UTF8.GetBytes($"parley device\n{login}"))));

    public SignedEntry Say(string group, string text, DateTimeOffset written, string? room = "default", string? id = null, EntryKind kind = EntryKind.Message, ulong? clock = null, SignedEntry? target = null)
    {
        var number = ++_number;
        var signed = Encoding.UTF8.GetBytes($"{group} {Id} {number} {room} {id} {(int)kind} {target?.Hash} {text}");
        return new SignedEntry(
            (byte[])[.. signed, .. Sign(signed)], Convert.ToHexStringLower(SHA256.HashData(signed)), group, Point, Id, number, clock ?? ((ulong)written.ToUnixTimeMilliseconds() << 16), written, (byte)kind, room, id, Encoding.UTF8.GetBytes(text))
        {
            SignedBytes = signed.Length,
            Length = Encoding.UTF8.GetByteCount(text),
            Target = target?.Hash,
        };
    }

    public void Dispose() => _key.Dispose();
}
