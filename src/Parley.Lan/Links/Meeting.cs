using Parley.Protocol.Peer;

namespace Parley.Lan.Links;

/// <summary>Who opened a link, and who took it.</summary>
public enum LinkSide
{
    Opener,
    Taker,
}

/// <summary>Two devices that TLS has shown to have the keys of their ids, before it is known whether they are of one group.</summary>
/// <param name="Here">Which of them this device is.</param>
internal sealed record Meeting(LinkSide Here, DeviceId Opener, DeviceId Taker, ReadOnlyMemory<byte> OpenerNonce, ReadOnlyMemory<byte> TakerNonce)
{
    public LinkSide There => Here == LinkSide.Opener ? LinkSide.Taker : LinkSide.Opener;

    /// <summary>The other device.</summary>
    public DeviceId Other => Here == LinkSide.Opener ? Taker : Opener;
}
