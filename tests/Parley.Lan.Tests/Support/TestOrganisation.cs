using System.Security.Cryptography;
using Parley.Contracts;
using Parley.Lan.Identity;
using Parley.Lan.Links;
using Parley.Protocol.Peer;

namespace Parley.Lan.Tests.Support;

/// <summary>A server's word on devices, without the server.</summary>
internal sealed class TestOrganisation : IDisposable
{
    public static readonly TimeSpan Validity = TimeSpan.FromDays(90);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestOrganisation()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        Key = [.. point.X!, .. point.Y!];
    }

    public byte[] Key { get; }

    /// <param name="ago">How long since it was said.</param>
    public byte[] State(DeviceId device, string login, TimeSpan ago = default)
    {
        var at = TimeProvider.System.GetUtcNow() - ago;
        return Sign(new DeviceStatement(Key, device.Value.ToArray(), login, at, at + Validity));
    }

    public byte[] Revoke(DeviceId device)
    {
        var now = TimeProvider.System.GetUtcNow();
        return Sign(new DeviceStatement(Key, device.Value.ToArray(), "", now, now));
    }

    /// <summary>Of any organisation's key that the statement names.</summary>
    public byte[] Sign(DeviceStatement statement)
    {
        var said = statement.Encode();
        return [.. said, .. _key.SignData(said, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)];
    }

    /// <summary>The group as a device of this person has it.</summary>
    public PeerGroup Of(DeviceKey device, string login, string? folder = null) => PeerGroup.Organisation(Key, State(device.Id, login), folder);

    public Func<DeviceKey, PeerGroup> Of(string login, string? folder = null) => key => Of(key, login, folder);

    public void Dispose() => _key.Dispose();
}
