using Parley.Contracts;
using Parley.Lan.Identity;
using Parley.Protocol.Peer;
using PublicKey = Parley.Protocol.Peer.PublicKey;

namespace Parley.Lan.Organisations;

/// <summary>By what an organisation's word on devices is known. Any thread.</summary>
internal sealed class OrganisationKey(PublicKey key)
{
    public DeviceId Id => key.Id;

    /// <returns>What the organisation has said; null: it is no statement, or another has signed it.</returns>
    public DeviceStatement? Read(ReadOnlyMemory<byte> signed)
    {
        if (DeviceStatement.TryParse(signed.Span) is not { } said || !said.Organisation.Span.SequenceEqual(key.Point))
            return null;
        return SignatureCheck.Holds(key, signed.Span[..^DeviceStatement.SignatureBytes], signed.Span[^DeviceStatement.SignatureBytes..]) ? said : null;
    }

    public static DeviceId DeviceOf(DeviceStatement said) => new(new Digest(said.Device.Span));
}
