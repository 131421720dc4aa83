using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Contracts;
using Parley.Lan;
using Parley.Lan.Chat;
using Parley.Lan.Discovery;
using Parley.Lan.Identity;
using Parley.Lan.Links;
using Parley.Lan.People;
using Parley.Lan.Replication;
using Parley.Protocol.Peer;
using Parley.Storage.Sqlite.Peers;

namespace Parley.PeerLoad.Peers;

/// <summary>A device as <c>parley lan</c> makes it, without the local door: its key, its store on disk, its chat, its links by the loopback.</summary>
internal sealed class Peer : ILanWatcher, IAsyncDisposable
{
    private static readonly PeerGroup Group = PeerGroup.Open("bench");

    private readonly SqlitePeerStore _store;
    private readonly LanChat _chat;
    private readonly LanPeerParts _parts;
    private LanPeer? _peer;
    private int _entries;
    private int _linked;

    private Peer(DeviceKey key, SqlitePeerStore store, LanChat chat, Func<Peer, LanPeerParts> parts)
    {
        (Key, _store, _chat) = (key, store, chat);
        _parts = parts(this);
    }

    public DeviceKey Key { get; }

    /// <summary>Entries that are stored and shown here since it started.</summary>
    public int Entries => Volatile.Read(ref _entries);

    public int Linked => Volatile.Read(ref _linked);

    public DnsEndPoint Address => new("127.0.0.1", _peer!.End.Port);

    /// <summary>Told of each entry that is stored and shown here.</summary>
    public Action<PeerEntry>? Shown { get; set; }

    /// <summary>Reads what its folder has.</summary>
    /// <param name="logger">Told of its links.</param>
    /// <param name="discovery">Null: linked only with those it is told of.</param>
    /// <param name="prepare">Fills the log before anything reads it.</param>
    public static async Task<Peer> OpenAsync(string folder, string name, ILogger logger, DiscoverySettings? discovery, Func<IPeerLog, Task>? prepare = null)
    {
        Directory.CreateDirectory(folder);
        var key = DeviceKey.LoadOrCreate(folder);
        var store = await SqlitePeerStore.OpenAsync(folder, $"{Group.Id}"[..16], CancellationToken.None);
        var log = new StoredPeerLog(store);
        if (prepare is not null)
            await prepare(log);
        var known = KnownDevices.Load(folder);
        if (!Login.TryParse(name, out var login) || known.Meet(key.Id, login) is not null)
            throw new ArgumentException($"{name} is no name for a device", nameof(name));
        var chat = await LanChat.OpenAsync(new LanChatParts(key, Group, login, known, ShownPrivates.Load(folder), TimeSpan.FromSeconds(60), TimeProvider.System, NullLogger.Instance), log, CancellationToken.None);
        // All are at one address here.
        var links = new LinkSettings(new IPEndPoint(IPAddress.Loopback, 0)) { MaxHandshakesPerAddress = 64 };
        return new Peer(key, store, chat, peer => new LanPeerParts(key, Group, log, links, discovery, TimeProvider.System, logger, peer));
    }

    /// <summary>The entry that a test's author would have written as this number.</summary>
    public static PeerEntry Entry(DeviceKey author, PeerEntry? before, DateTimeOffset time, string text) =>
        PeerEntry.Make(Group.Id, author.Public, (before?.Number ?? 0) + 1, before?.Hash ?? Digest.None, new HybridTime(time.ToUnixTimeMilliseconds(), 0), time.ToUnixTimeMilliseconds(), Said(text), author.Sign);

    public async Task StartAsync(params DnsEndPoint[] peers)
    {
        _peer = await LanPeer.StartAsync(_parts with { Links = _parts.Links with { Peers = peers } }, CancellationToken.None);
        await _chat.BeginAsync(_peer, CancellationToken.None);
    }

    public void Add(Peer other) => _peer!.Add(other.Address);

    /// <summary>Says something in the default room.</summary>
    public Task WriteAsync(string text) => _peer!.WriteAsync(Said(text), CancellationToken.None);

    public async Task<HashSet<Head>> HeadsAsync() => [.. await _peer!.HeadsAsync(CancellationToken.None)];

    public async ValueTask DisposeAsync()
    {
        await _chat.DisposeAsync();
        if (_peer is not null)
            await _peer.DisposeAsync();
        _store.Dispose();
        Key.Dispose();
    }

    private static PeerContent Said(string text) => new(PeerConversation.Of(NameRules.DefaultRoom), (byte)EntryKind.Message, Encoding.UTF8.GetBytes(text));

    void ILanWatcher.Changed(ReplicaChange change)
    {
        ((ILanWatcher)_chat).Changed(change);
        if (change is not Added { Entry: var entry })
            return;
        Interlocked.Increment(ref _entries);
        Shown?.Invoke(entry);
    }

    void ILanWatcher.LinksChanged(IReadOnlyCollection<DeviceId> linked)
    {
        ((ILanWatcher)_chat).LinksChanged(linked);
        Volatile.Write(ref _linked, linked.Count);
    }

    void ILanWatcher.PresenceTold(DeviceId device, PeerPresence presence) => ((ILanWatcher)_chat).PresenceTold(device, presence);

    void ILanWatcher.Revoked(IReadOnlyCollection<DeviceId> devices)
    {
        // The group is open: nobody is.
    }

    void ILanWatcher.Barred(DeviceId device, ByeReason reason) => throw new InvalidOperationException($"a peer was barred: {reason}");

    void ILanWatcher.StoringChanged(bool works) => ((ILanWatcher)_chat).StoringChanged(works);
}
