using System.Security.Cryptography;
using System.Text;
using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Core.Peers;

/// <summary>The server as the one whose word peers take for whose a device is. One key for all nodes, made at the first start. docs/protocol/peer.md, "Organisations".</summary>
internal sealed class Organisation
{
    /// <summary>How long a statement holds; a device gets a new one at each login.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromDays(90);

    private static readonly ReadOnlyMemory<byte> Space = "parley/secrets"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Name = "organisation"u8.ToArray();

    private readonly byte[] _private;
    private readonly byte[] _point;

    private Organisation(byte[] key)
    {
        _private = key;
        using var pair = Open();
        _point = Keys.PointOf(pair);
        Group = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"parley organisation group\n{Keys.IdOf(pair)}")));
    }

    /// <summary>Of the group that its devices make: 64 hexadecimal digits.</summary>
    public string Group { get; }

    public static async Task<Organisation> LoadAsync(IKeyValue store, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(Space, Name, cancellationToken) is { } known)
            return new Organisation(known.Value.ToArray());
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // Another node may have been first.
        await store.SetAsync(Space, Name, made.ExportPkcs8PrivateKey(), expected: 0, cancellationToken);
        return new Organisation((await store.GetAsync(Space, Name, cancellationToken))!.Value.ToArray());
    }

    /// <summary>The statement with its signature: the device is the account's.</summary>
    public byte[] State(ReadOnlyMemory<byte> device, string login, DateTimeOffset now) => Sign(new DeviceStatement(_point, device, login, now, now + Validity));

    /// <summary>The revocation with its signature.</summary>
    public byte[] Revoke(ReadOnlyMemory<byte> device, DateTimeOffset now) => Sign(new DeviceStatement(_point, device, "", now, now));

    private byte[] Sign(DeviceStatement statement)
    {
        var said = statement.Encode();
        using var pair = Open();
        return [.. said, .. pair.SignData(said, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)];
    }

    private ECDsa Open()
    {
        var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(_private, out _);
        return pair;
    }
}
