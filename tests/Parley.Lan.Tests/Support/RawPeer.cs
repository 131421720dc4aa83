using System.Net;
using System.Net.Sockets;
using Parley.Lan.Identity;
using Parley.Lan.Links;
using Parley.Protocol.Peer;

namespace Parley.Lan.Tests.Support;

/// <summary>The other end of a link, frame by frame: to do what no honest peer does.</summary>
internal sealed class RawPeer : IAsyncDisposable
{
    private readonly TlsLink _tls;
    private readonly FrameStream _frames;

    private RawPeer(TlsLink tls) => (_tls, _frames) = (tls, new FrameStream(tls.Stream));

    public DeviceId Taker => _tls.Key.Id;

    public static async Task<RawPeer> ConnectAsync(IPEndPoint end, DeviceKey key)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(end);
        using var certificate = key.Certificate(TimeProvider.System);
        return new RawPeer(await TlsLink.OpenAsync(new NetworkStream(socket, ownsSocket: true), LinkSide.Opener, TlsLink.Showing(certificate), default));
    }

    /// <summary>A member, let in.</summary>
    public static async Task<RawPeer> EnterAsync(IPEndPoint end, DeviceKey key, PeerGroup group)
    {
        var raw = await ConnectAsync(end, key);
        await LinkHandshake.RunAsync(raw._tls, raw._frames, LinkSide.Opener, group, key.Id, port: 0, TimeProvider.System, default);
        return raw;
    }

    public async Task SendAsync(PeerFrame frame) => await _tls.Stream.WriteAsync(PeerFrames.Encode(frame));

    public async Task SendAsync(byte[] bytes) => await _tls.Stream.WriteAsync(bytes);

    public async Task<PeerFrame> ReadAsync() => await _frames.ReadAsync(default);

    /// <summary>All that comes until the link ends.</summary>
    public async Task<List<PeerFrame>> ReadToEndAsync()
    {
        var read = new List<PeerFrame>();
        try
        {
            while (true)
                read.Add(await _frames.ReadAsync(default));
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return read;
        }
    }

    public ValueTask DisposeAsync() => _tls.DisposeAsync();
}
