using System.Security.Cryptography;
using Parley.Protocol.Peer;

namespace Parley.Lan.Links;

/// <summary>Hello, and what shows that one belongs: whether the other side is another device of this group. docs/protocol/peer.md, "Links".</summary>
internal static class LinkHandshake
{
    /// <returns>The other side's Hello.</returns>
    /// <exception cref="LinkEndedException">It does not belong, or says that we don't.</exception>
    public static async Task<PeerHello> RunAsync(TlsLink tls, FrameStream frames, LinkSide side, PeerGroup group, DeviceId self, ushort port, TimeProvider time, CancellationToken ct)
    {
        var nonce = RandomNumberGenerator.GetBytes(PeerLimits.NonceBytes);
        await SendAsync(tls, new PeerHello(PeerLimits.Version, group.Id, nonce, port), ct);
        if (await ReadAsync(frames, ct) is not PeerHello hello)
            throw new LinkEndedException(ByeReason.BadFrame, bySelf: true);
        Refuse(hello.Version != PeerLimits.Version, ByeReason.Version);
        Refuse(hello.Group != group.Id, ByeReason.Group);
        Refuse(tls.Key.Id == self, ByeReason.Self);
        var meeting = side == LinkSide.Opener
            ? new Meeting(side, self, tls.Key.Id, nonce, hello.Nonce)
            : new Meeting(side, tls.Key.Id, self, hello.Nonce, nonce);
        // The opener first: whoever connects gets nothing to try phrases against.
        if (side == LinkSide.Opener)
            await SendAsync(tls, group.Show(meeting), ct);
        if (group.Judge(meeting, await ReadAsync(frames, ct), time.GetUtcNow()) is { } refused)
            throw new LinkEndedException(refused, bySelf: true);
        if (side == LinkSide.Taker)
            await SendAsync(tls, group.Show(meeting), ct);
        return hello;
    }

    private static async Task<PeerFrame> ReadAsync(FrameStream frames, CancellationToken ct) =>
        await frames.ReadAsync(ct) is var frame && frame is PeerBye bye ? throw new LinkEndedException(bye.Reason, bySelf: false) : frame;

    private static void Refuse(bool refused, ByeReason reason)
    {
        if (refused)
            throw new LinkEndedException(reason, bySelf: true);
    }

    private static async Task SendAsync(TlsLink tls, PeerFrame frame, CancellationToken ct) => await tls.Stream.WriteAsync(PeerFrames.Encode(frame), ct);
}
