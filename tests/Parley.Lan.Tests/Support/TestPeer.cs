using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Lan.Discovery;
using Parley.Lan.Identity;
using Parley.Lan.Links;
using Parley.Lan.Replication;
using Parley.Protocol.Peer;

namespace Parley.Lan.Tests.Support;

/// <summary>A peer on this machine's loopback, with what its people see.</summary>
internal sealed class TestPeer : IAsyncDisposable, ILanWatcher
{
    private readonly Timeline _timeline = new();
    private readonly ConcurrentQueue<string> _forked = new();
    private readonly ConcurrentQueue<(DeviceId Device, ByeReason Reason)> _barred = new();
    private readonly ConcurrentQueue<DeviceId> _ahead = new();
    private readonly ConcurrentQueue<bool> _storing = new();
    private readonly ConcurrentQueue<DeviceId> _revoked = new();
    private LanPeer? _peer;

    public DeviceKey Key { get; private init; } = DeviceKey.New();

    public FailingPeerLog Log { get; } = new();

    public LanPeer Peer => _peer!;

    public IReadOnlyList<string> Texts
    {
        get
        {
            lock (_timeline)
                return [.. _timeline.Entries.Select(e => Encoding.UTF8.GetString(e.Content.Body.Span))];
        }
    }

    public IReadOnlyCollection<string> Forked => _forked;

    public IReadOnlyCollection<(DeviceId Device, ByeReason Reason)> Barred => _barred;

    /// <summary>Devices whose clocks were told to lie.</summary>
    public IReadOnlyCollection<DeviceId> Ahead => _ahead;

    public IReadOnlyCollection<DeviceId> Revoked => _revoked;

    /// <summary>What was told of the log: false when it failed, true when it worked again.</summary>
    public IReadOnlyCollection<bool> Storing => _storing;

    public DnsEndPoint Address => new(Peer.End.Address.ToString(), Peer.End.Port);

    public static int FreeUdpPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public static Task<TestPeer> StartAsync(PeerGroup group, params DnsEndPoint[] peers) => StartAsync(group, discovery: null, settings => settings with { Peers = peers });

    /// <summary>A device of an organisation, whose group knows its statement.</summary>
    public static Task<TestPeer> StartAsync(DeviceKey key, PeerGroup group, params DnsEndPoint[] peers) => StartAsync(new TestPeer { Key = key }, group, discovery: null, settings => settings with { Peers = peers });

    public static Task<TestPeer> StartAsync(PeerGroup group, DiscoverySettings? discovery, Func<LinkSettings, LinkSettings>? with = null) => StartAsync(new TestPeer(), group, discovery, with);

    private static async Task<TestPeer> StartAsync(TestPeer peer, PeerGroup group, DiscoverySettings? discovery, Func<LinkSettings, LinkSettings>? with)
    {
        var settings = new LinkSettings(new IPEndPoint(IPAddress.Loopback, 0)) { MaxHandshakesPerAddress = 64, HandshakeTime = TimeSpan.FromSeconds(60) };
        var parts = new LanPeerParts(peer.Key, group, peer.Log, with?.Invoke(settings) ?? settings, discovery, TimeProvider.System, NullLogger.Instance, peer);
        peer._peer = await LanPeer.StartAsync(parts, default);
        return peer;
    }

    public Task WriteAsync(string text) => Peer.WriteAsync(Sample.Said(text), default);

    public async ValueTask DisposeAsync()
    {
        await Peer.DisposeAsync();
        Key.Dispose();
    }

    void ILanWatcher.LinksChanged(IReadOnlyCollection<DeviceId> linked)
    {
    }

    void ILanWatcher.PresenceTold(DeviceId device, PeerPresence presence)
    {
    }

    void ILanWatcher.Barred(DeviceId device, ByeReason reason) => _barred.Enqueue((device, reason));

    void ILanWatcher.Revoked(IReadOnlyCollection<DeviceId> devices)
    {
        foreach (var device in devices)
            _revoked.Enqueue(device);
    }

    void ILanWatcher.StoringChanged(bool works) => _storing.Enqueue(works);

    void ILanWatcher.Changed(ReplicaChange change)
    {
        lock (_timeline)
        {
            if (change is Added added)
                _timeline.Place(added.Entry);
            else if (change is Cut cut)
                _timeline.Withdraw(cut.Author, cut.After);
        }
        if (change is RunsAhead ahead)
            _ahead.Enqueue(ahead.Author);
        if (change is Forked forked)
            _forked.Enqueue(Fingerprint.Of(forked.Author));
    }
}
