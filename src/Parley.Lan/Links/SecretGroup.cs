using System.Security.Cryptography;
using System.Text;
using Parley.Contracts;
using Parley.Protocol.Peer;

namespace Parley.Lan.Links;

/// <summary>Whoever knows the group's secret belongs; that of an open group is known to all.</summary>
public sealed class SecretGroup : PeerGroup
{
    private readonly byte[] _key;

    internal SecretGroup(Digest id, byte[] key) : base(id) => _key = key;

    /// <summary>What <paramref name="side"/> sends to show that it knows the group's secret: for this pair of devices and these nonces only.</summary>
    public byte[] Prove(LinkSide side, DeviceId opener, DeviceId taker, ReadOnlySpan<byte> openerNonce, ReadOnlySpan<byte> takerNonce)
    {
        byte[] proved = [.. side == LinkSide.Opener ? "opener"u8 : "taker"u8, .. opener.Value.ToArray(), .. taker.Value.ToArray(), .. openerNonce, .. takerNonce];
        return HMACSHA256.HashData(_key, proved);
    }

    internal override PeerFrame Show(Meeting meeting) => new PeerProof(Prove(meeting, meeting.Here));

    internal override ByeReason? Judge(Meeting meeting, PeerFrame shown, DateTimeOffset now)
    {
        if (shown is not PeerProof proof)
            return ByeReason.BadFrame;
        return CryptographicOperations.FixedTimeEquals(proof.Value.Span, Prove(meeting, meeting.There)) ? null : ByeReason.Proof;
    }

    internal override PeerContent Introduce(Login name) => new(PeerConversation.Of(NameRules.DefaultRoom), PeerContent.Introduction, Encoding.UTF8.GetBytes(name.Value));

    private byte[] Prove(Meeting meeting, LinkSide side) => Prove(side, meeting.Opener, meeting.Taker, meeting.OpenerNonce.Span, meeting.TakerNonce.Span);
}
