using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Parley.Core.Ports;
using Parley.Host.Options;
using Parley.Lan;
using Parley.Lan.Chat;
using Parley.Lan.Discovery;
using Parley.Lan.Doors;
using Parley.Lan.Identity;
using Parley.Lan.Links;
using Parley.Lan.People;
using Parley.Lan.Placing;
using Parley.Lan.Replication;
using Parley.Storage;
using Parley.Storage.Sqlite.Peers;

namespace Parley.Host.Peers;

/// <summary>A device among peers, from its folder to its local door.</summary>
internal sealed class LanNode : IAsyncDisposable
{
    private const int UsualLinkPort = 7677;
    private const int UsualDoorPort = 7010;

    private static readonly TimeSpan OwnerGrace = TimeSpan.FromSeconds(60);

    private readonly LanNodeParts _parts;
    private readonly SqlitePeerStore _store;
    private readonly LanChat _chat;
    private readonly LanPeer _peer;
    private readonly LocalDoor _door;

    private LanNode(LanNodeParts parts, SqlitePeerStore store, LanChat chat, LanPeer peer, LocalDoor door) =>
        (_parts, _store, _chat, _peer, _door) = (parts, store, chat, peer, door);

    public IPEndPoint Links => _peer.End;

    public IPEndPoint Door => _door.End;

    public Protocol.Peer.DeviceId Device => Key.Id;

    public DeviceKey Key => _parts.Device;

    /// <summary>As in names of files.</summary>
    public string GroupName => _parts.GroupName;

    public LanPeer Peer => _peer;

    public LanChat Chat => _chat;

    /// <summary>In an organisation's group, what its server says of entries by now.</summary>
    public ServersWords Server => _parts.Server;

    /// <summary>As <c>parley lan</c> was asked for.</summary>
    /// <exception cref="RefusedStartException">In one line, why not.</exception>
    public static async Task<LanNode> StartAsync(LanOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken ct)
    {
        DeviceKey? device = null;
        try
        {
            DataDirectory.Create(options.Folder);
            device = DeviceKey.LoadOrCreate(options.Folder);
            var parts = PartsOf(options, device);
            var node = await StartAsync(parts with
            {
                Keep = options.KeepFor is { } days ? new Keeping(days, parts.Keep?.MayGo ?? (_ => true)) : parts.Keep,
                Peers = options.Peers,
                LinkPort = options.LinkPort,
                DoorPort = options.DoorPort,
                IsQuiet = options.IsQuiet,
            }, time, loggers, ct);
            if (options.Membership is { } membership)
                node.Chat.Admit(membership.Rooms);
            return node;
        }
        catch (StoreRefusedException e) when (options.Membership is not null && e.InnerException is IOException)
        {
            device?.Dispose();
            throw new RefusedStartException($"another program has the messages of {options.Group} open, parley chat or parley lan; accepted: writing there, ending it first, or --group NAME for another group");
        }
        catch (Exception e)
        {
            device?.Dispose();
            if (e is DeviceKeyException or StoreRefusedException or SocketException or IOException or StorageUnavailableException or ArgumentException)
                throw new RefusedStartException(e.Message);
            throw;
        }
    }

    private static LanNodeParts PartsOf(LanOptions options, DeviceKey device)
    {
        if (options.Membership is { } membership)
            return LanNodeParts.OfOrganisation(options.Folder, device, membership.Statement, options.Lang);
        var known = KnownDevices.Load(options.Folder);
        if (known.Meet(device.Id, options.Name) is { } other)
            throw new RefusedStartException($"--name: {options.Name} is somebody else here ({Fingerprint.Of(other)}); accepted: another name");
        PeerGroup group = options.Phrase is null ? PeerGroup.Open(options.Group) : PeerGroup.Passphrase(options.Group, options.Phrase);
        return new LanNodeParts(options.Folder, device, group, options.Name, known) { Lang = options.Lang };
    }

    /// <summary>The device's key is the node's from then on, unless it can't be started.</summary>
    /// <exception cref="StoreRefusedException">The folder is in use, or what is in it is not of this program or release.</exception>
    /// <exception cref="SocketException">A port that was asked for can't be had.</exception>
    /// <exception cref="IOException">A file can't be read or written.</exception>
    /// <exception cref="StorageUnavailableException">The log can't be.</exception>
    public static async Task<LanNode> StartAsync(LanNodeParts parts, TimeProvider time, ILoggerFactory loggers, CancellationToken ct)
    {
        var owned = new Stack<IAsyncDisposable>();
        try
        {
            var store = await SqlitePeerStore.OpenAsync(parts.Folder, parts.GroupName, ct);
            owned.Push(new Later(store));
            var log = new StoredPeerLog(store);
            var chat = await LanChat.OpenAsync(new LanChatParts(parts.Device, parts.Group, parts.Name, parts.Known, ShownPrivates.Load(parts.Folder), OwnerGrace, time, loggers.CreateLogger("Parley.Lan.Chat")) { Server = parts.Server }, log, ct);
            owned.Push(chat);
            var watcher = parts.Watch is { } watch ? await watch(chat, log, ct) : chat;
            var peer = await OpenAsync(parts.LinkPort, UsualLinkPort, port => LanPeer.StartAsync(Parts(port), ct));
            owned.Push(peer);
            await chat.BeginAsync(peer, ct);
            var door = await OpenAsync(parts.DoorPort, UsualDoorPort, port => Task.FromResult(LocalDoor.Open(chat, new IPEndPoint(IPAddress.Loopback, port), parts.Lang, loggers.CreateLogger("Parley.Lan.Doors"))));
            return new LanNode(parts, store, chat, peer, door);

            LanPeerParts Parts(int port) => new(
                parts.Device,
                parts.Group,
                log,
                new LinkSettings(new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port)) { Peers = parts.Peers },
                parts.IsQuiet ? null : new DiscoverySettings(),
                time,
                loggers.CreateLogger("Parley.Lan"),
                watcher)
            {
                Keep = parts.Keep,
            };
        }
        catch
        {
            while (owned.TryPop(out var part))
                await part.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _door.DisposeAsync();
        await _chat.DisposeAsync();
        await _peer.DisposeAsync();
        _store.Dispose();
        Key.Dispose();
    }

    /// <summary>A port that was asked for, or else the usual one, or any when that is taken.</summary>
    private static async Task<T> OpenAsync<T>(int? asked, int usual, Func<int, Task<T>> open)
    {
        try
        {
            return await open(asked ?? usual);
        }
        catch (SocketException e) when (asked is null && e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return await open(0);
        }
    }

    private sealed class Later(IDisposable part) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
