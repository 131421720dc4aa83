using System.Net;
using System.Net.Sockets;
using Parley.Core.Ports;
using Parley.Lan.Discovery;
using Parley.Lan.Links;
using Parley.Lan.Organisations;
using Parley.Lan.Replication;
using Parley.Protocol.Peer;

namespace Parley.Lan;

/// <summary>This device among the peers of its group: finds them, is linked with them, and has the same history as they.</summary>
public sealed class LanPeer : IAsyncDisposable
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(100);

    private readonly LanPeerParts _parts;
    private readonly MeshTurns _mesh;
    private readonly LinkDoor _door;
    private readonly AddressBook _book;
    private readonly PeerLinks _links;
    private readonly RunningTasks _running;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _loops = [];
    private PeerFinder? _finder;

    private LanPeer(LanPeerParts parts, Replica replica, LinkDoor door)
    {
        (_parts, _door) = (parts, door);
        _running = new RunningTasks(parts.Logger);
        _book = new AddressBook(parts.Device.Id, parts.Time);
        _mesh = new MeshTurns(new Mesh(parts.Device, replica, parts.Time, Tell), parts.Time, StoringChanged);
        _links = new PeerLinks(parts, (ushort)door.End.Port, _mesh, _book, _running, _stopping.Token);
        foreach (var given in parts.Links.Peers)
            _book.Give(given);
    }

    /// <summary>Where links are taken.</summary>
    public IPEndPoint End => _door.End;

    /// <summary>The devices that this one is linked with.</summary>
    public IReadOnlyCollection<DeviceId> Linked => _links.Devices;

    internal IReadOnlyList<LinkSide> LinkSides => _links.Sides;

    /// <summary>How far the clocks of linked devices are ahead of this one's, where that is known yet.</summary>
    public IReadOnlyDictionary<DeviceId, Contracts.ClockEstimate> Clocks => _links.Clocks;

    /// <exception cref="SocketException">The address can't be listened on.</exception>
    /// <exception cref="Core.Ports.StorageUnavailableException">The log can't be read.</exception>
    public static async Task<LanPeer> StartAsync(LanPeerParts parts, CancellationToken ct)
    {
        var replica = await Replica.OpenAsync(parts.Group.Id, parts.Log, parts.Time, ct, parts.Keep);
        LinkDoor door;
        try
        {
            door = LinkDoor.Open(parts.Links);
        }
        catch
        {
            replica.Dispose();
            throw;
        }
        var peer = new LanPeer(parts, replica, door);
        if (parts.Discovery is { } discovery)
            peer._finder = new PeerFinder(parts.Device, parts.Group.Id, (ushort)peer.End.Port, discovery, parts.Time, (device, end) => peer._book.Add(end, device));
        peer._loops.AddRange([door.AcceptAsync(peer.Accept, peer._stopping.Token), peer.TickAsync()]);
        return peer;
    }

    /// <summary>Writes an entry of this device; it is durable when this returns, and on its way to the others.</summary>
    /// <exception cref="Core.Ports.StorageUnavailableException">It was not written and will not be.</exception>
    public Task<PeerEntry> WriteAsync(PeerContent content, CancellationToken ct) => _mesh.RunAsync(mesh => mesh.WriteAsync(content, ct), ct);

    /// <summary>Lets go of what entries said: it is not kept here any more, nor taken again from others.</summary>
    /// <exception cref="Core.Ports.StorageUnavailableException">It is tried again when the log can be written.</exception>
    public Task EmptyAsync(IReadOnlyCollection<PeerEntry> entries, CancellationToken ct) => _mesh.RunAsync(
        async mesh =>
        {
            await mesh.EmptyAsync(entries, ct);
            return true;
        },
        ct);

    /// <summary>Where the copy here of each author's log ends.</summary>
    public Task<IReadOnlyList<Head>> HeadsAsync(CancellationToken ct) => _mesh.RunAsync(mesh => ValueTask.FromResult<IReadOnlyList<Head>>([.. mesh.Replica.Heads]), ct);

    /// <summary>Tells all linked devices, and those that will be, where this one's person is.</summary>
    public void Tell(PeerPresence presence) => _links.Tell(presence);

    /// <summary>Shows a newer statement of this device from now on, and writes it. Any thread.</summary>
    /// <param name="statement">With its signature.</param>
    /// <exception cref="ArgumentException">The organisation has not signed it, or it is of another device.</exception>
    /// <exception cref="InvalidOperationException">The group is not an organisation's.</exception>
    public void Renew(ReadOnlyMemory<byte> statement)
    {
        Organisation.Renew(statement);
        _running.Add(IntroduceAsync());
    }

    /// <summary>The organisation has taken devices back: links with them end, and the others are told. What it has not signed is passed over. Any thread.</summary>
    /// <param name="revocations">Each with its signature.</param>
    /// <exception cref="InvalidOperationException">The group is not an organisation's.</exception>
    public void Revoke(IEnumerable<ReadOnlyMemory<byte>> revocations)
    {
        _ = Organisation;
        _links.Revoke([.. revocations]);
    }

    /// <summary>Connects to a peer, besides those that are found.</summary>
    public void Add(EndPoint peer) => _book.Give(peer);

    public async ValueTask DisposeAsync()
    {
        if (_finder is not null)
            await _finder.DisposeAsync();
        _door.Dispose();
        _links.End(ByeReason.Stopping);
        await _stopping.CancelAsync();
        await Task.WhenAll(_loops);
        await _running.WhenAllAsync();
        _mesh.Dispose();
        _links.Dispose();
        _stopping.Dispose();
    }

    private OrganisationGroup Organisation => _parts.Group as OrganisationGroup ?? throw new InvalidOperationException("The group is not an organisation's.");

    private async Task IntroduceAsync()
    {
        try
        {
            await WriteAsync(Organisation.Introduction, _stopping.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or StorageUnavailableException)
        {
            // It is written at the next start.
        }
    }

    private void Tell(ReplicaChange change)
    {
        if (change is Forked forked)
            _parts.Logger.Forked(new Shown(forked.Author), forked.Proof.One.Number);
        if (change is RunsAhead ahead)
            _parts.Logger.RunsAhead(new Shown(ahead.Author));
        _parts.Watcher.Changed(change);
    }

    private void StoringChanged(bool works)
    {
        if (works)
            _parts.Logger.LogWorksAgain();
        else
            _parts.Logger.LogFailed();
        if (!works)
            _links.End(ByeReason.Stopping);
        _parts.Watcher.StoringChanged(works);
    }

    private bool Accept(Socket socket, IPEndPoint remote)
    {
        if (_mesh.IsFailing)
            return false;
        _running.Add(_links.TakeAsync(socket, remote, () => _door.Finish(remote.Address)));
        return true;
    }

    private async Task TickMeshAsync()
    {
        try
        {
            await _mesh.TickAsync(_stopping.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _parts.Logger.ConnectionFailed(e);
        }
    }

    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(TickEvery, _parts.Time);
        try
        {
            do
            {
                if (!_mesh.IsFailing)
                {
                    _links.KeepAlive();
                    foreach (var end in _book.Due(_links.HasOrShuns))
                        _running.Add(_links.DialAsync(end));
                }
                await TickMeshAsync();
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
        }
    }
}
