using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Lan.Replication;
using Parley.Protocol.Peer;

namespace Parley.Lan.Links;

/// <summary>This device's links: makes them of connections, stays with each to its end, and tells those linked of each other.</summary>
/// <param name="port">Where this device takes connections.</param>
internal sealed class PeerLinks(LanPeerParts parts, ushort port, MeshTurns mesh, AddressBook book, RunningTasks running, CancellationToken stopping) : IDisposable
{
    private static readonly TimeSpan ShortStay = TimeSpan.FromSeconds(5);

    private readonly LinkTable _table = new(parts.Device.Id, parts.Links.MaxLinks);
    private readonly BarredDevices _barred = new(parts.Time);
    private readonly SslStreamCertificateContext _certificate = TlsLink.Showing(parts.Device.Certificate(parts.Time));
    private readonly Lock _news = new();
    private PeerPresence? _presence;

    public IReadOnlyCollection<DeviceId> Devices => [.. _table.All.Select(l => l.Device).Distinct()];

    public IReadOnlyList<LinkSide> Sides => [.. _table.All.Select(l => l.Side)];

    public IReadOnlyDictionary<DeviceId, ClockEstimate> Clocks =>
        _table.All.Where(l => l.Clock is not null).GroupBy(l => l.Device).ToDictionary(g => g.Key, g => g.First().Clock!.Value);

    /// <summary>There is nothing to be gained by connecting to it.</summary>
    public bool HasOrShuns(DeviceId device) => _table.Has(device) || parts.Group.Revocations.Has(device);

    public void Tell(PeerPresence presence)
    {
        lock (_news)
        {
            _presence = presence;
            foreach (var link in _table.All)
                link.Send(presence);
        }
    }

    /// <summary>Devices that the organisation has taken back: those not known yet are told to all, and links with them end.</summary>
    /// <returns>False: one that the organisation has not signed.</returns>
    public bool Revoke(IReadOnlyList<ReadOnlyMemory<byte>> signed)
    {
        var isTrue = true;
        var (fresh, devices) = (new List<ReadOnlyMemory<byte>>(), new List<DeviceId>());
        foreach (var revocation in signed)
        {
            isTrue &= parts.Group.Revocations.Take(revocation, out var device);
            if (device is not { } revoked)
                continue;
            fresh.Add(revocation);
            devices.Add(revoked);
            parts.Logger.Revoked(new Shown(revoked));
        }
        if (fresh.Count > 0)
            Revoked(fresh, devices);
        return isTrue;
    }

    public void KeepAlive()
    {
        foreach (var link in _table.All)
        {
            if (link.Silence >= parts.Links.SilentAfter)
                link.End(ByeReason.Silent);
            else if (link.IsPingDue)
                link.Ping();
        }
    }

    public void End(ByeReason reason)
    {
        foreach (var link in _table.All)
            link.End(reason);
    }

    public void Dispose() => _certificate.TargetCertificate.Dispose();

    /// <summary>Stays with a connection that somebody has opened.</summary>
    /// <param name="shaken">Called when the handshake is over.</param>
    public Task TakeAsync(Socket socket, IPEndPoint remote, Action shaken) => ConnectAsync(socket, LinkSide.Taker, remote, shaken);

    public async Task DialAsync(EndPoint end)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        DeviceId? found = null;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            limit.CancelAfter(parts.Links.ConnectTime);
            await socket.ConnectAsync(end, limit.Token);
            found = await ConnectAsync(socket, LinkSide.Opener, LinkDoor.Plain(socket), shaken: null, end);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            parts.Logger.NoLink(end, e.Message);
        }
        if (found is null)
            book.Tried(end, found: null);
    }

    /// <returns>Who was there; null: nobody of this group.</returns>
    private async Task<DeviceId?> ConnectAsync(Socket socket, LinkSide side, IPEndPoint remote, Action? shaken, EndPoint? dialled = null)
    {
        PeerLink? link = null;
        try
        {
            socket.NoDelay = true;
            link = await ShakeHandsAsync(socket, side, remote);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or LinkEndedException or ProtocolException or OperationCanceledException or SocketException)
        {
            parts.Logger.NoLink(remote, e.Message);
        }
        finally
        {
            shaken?.Invoke();
        }
        if (link is null)
        {
            socket.Dispose();
            return null;
        }
        if (dialled is not null)
            book.Tried(dialled, link.Device);
        var began = parts.Time.GetTimestamp();
        await using (link)
            await StayAsync(link, remote);
        // One that lets us in and out again counts as one that does not let us in.
        return _table.Has(link.Device) || parts.Time.GetElapsedTime(began) > ShortStay ? link.Device : null;
    }

    private async Task<PeerLink> ShakeHandsAsync(Socket socket, LinkSide side, IPEndPoint remote)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(parts.Links.HandshakeTime);
        var tls = await TlsLink.OpenAsync(new NetworkStream(socket, ownsSocket: true), side, _certificate, limit.Token);
        try
        {
            var frames = new FrameStream(tls.Stream);
            var hello = await LinkHandshake.RunAsync(tls, frames, side, parts.Group, parts.Device.Id, port, parts.Time, limit.Token);
            return new PeerLink(tls, frames, side, remote, hello.Port, parts.Links, parts.Time, _ => running.Add(mesh.PumpAsync(stopping)));
        }
        catch (LinkEndedException e) when (e.BySelf)
        {
            await tls.Stream.WriteAsync(PeerFrames.Encode(new PeerBye(e.Reason)), limit.Token);
            await tls.DisposeAsync();
            throw;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    private async Task StayAsync(PeerLink link, IPEndPoint remote)
    {
        if (Admit(link) is { } refused)
        {
            link.End(refused);
            await link.RunAsync(_ => Task.FromResult<ByeReason?>(null), stopping);
            return;
        }
        parts.Logger.Linked(new Shown(link.Device), remote);
        Exchange? exchange = null;
        try
        {
            exchange = await mesh.RunAsync(m => ValueTask.FromResult(m.Attach(link)), stopping);
            Introduce(link);
            var why = await link.RunAsync(frame => TakeAsync(link, exchange, frame), stopping);
            parts.Logger.Ended(new Shown(link.Device), remote, why);
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            _table.Remove(link);
            TellLinks();
            if (exchange is not null)
                await mesh.DetachAsync(exchange);
            if (link.Reason is ByeReason.BadFrame)
                Bar(link.Device, ByeReason.BadFrame);
        }
    }

    /// <returns>Null, or why the link has to end.</returns>
    private ByeReason? Admit(PeerLink link)
    {
        if ((_barred.Has(link.Device) ? ByeReason.Barred : _table.Add(link)) is { } refused)
            return refused;
        // Only now, when whoever takes a revocation sees the link.
        if (!parts.Group.Revocations.Has(link.Device))
            return null;
        _table.Remove(link);
        return ByeReason.Revoked;
    }

    private void Revoked(List<ReadOnlyMemory<byte>> signed, List<DeviceId> devices)
    {
        try
        {
            parts.Group.Revocations.Save();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            parts.Logger.RevocationsFailed(e);
        }
        lock (_news)
            parts.Watcher.Revoked(devices);
        foreach (var link in _table.All)
        {
            Send(link, signed);
            if (devices.Contains(link.Device))
                link.End(ByeReason.Revoked);
        }
    }

    private static void Send(PeerLink link, IReadOnlyList<ReadOnlyMemory<byte>> revocations)
    {
        foreach (var page in revocations.Chunk(PeerLimits.RevocationsPerFrame))
            link.Send(new PeerRevocations(page));
    }

    private void Bar(DeviceId device, ByeReason reason)
    {
        if (!_barred.Add(device))
            return;
        parts.Logger.Barred(new Shown(device), reason);
        parts.Watcher.Barred(device, reason);
    }

    private void TellLinks()
    {
        lock (_news)
            parts.Watcher.LinksChanged(Devices);
    }

    private async Task<ByeReason?> TakeAsync(PeerLink link, Exchange exchange, PeerFrame frame)
    {
        switch (frame)
        {
            case PeerAddresses told:
                foreach (var address in told.Addresses)
                    book.Add(address.End, address.Device);
                return null;
            case PeerPresence presence:
                lock (_news)
                    parts.Watcher.PresenceTold(link.Device, presence);
                return null;
            case PeerRevocations revocations:
                return Revoke(revocations.Signed) ? null : ByeReason.BadFrame;
        }
        try
        {
            return await mesh.RunAsync(m => m.TakeAsync(exchange, frame, stopping), stopping);
        }
        catch (StorageUnavailableException)
        {
            return ByeReason.Stopping;
        }
    }

    /// <summary>Tells a new peer who was revoked, where our person is and who the others are, and the others of it.</summary>
    private void Introduce(PeerLink link)
    {
        Send(link, parts.Group.Revocations.Signed);
        lock (_news)
        {
            parts.Watcher.LinksChanged(Devices);
            if (_presence is { } presence)
                link.Send(presence);
        }
        var others = _table.All.Where(l => l.Device != link.Device && l.Address is not null).ToList();
        if (others.Count > 0)
            link.Send(new PeerAddresses([.. others.Select(l => new PeerAddress(l.Device, l.Address!))]));
        if (link.Address is not { } here)
            return;
        foreach (var other in others)
            other.Send(new PeerAddresses([new PeerAddress(link.Device, here)]));
    }
}
