using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Parley.Lan.Identity;
using Parley.Protocol.Peer;

namespace Parley.Lan.Discovery;

/// <summary>Says by multicast that this peer is there, and hears of others of its group. A machine without multicast has <c>--peer</c> and what peers tell of peers.</summary>
public sealed class PeerFinder : IAsyncDisposable
{
    private readonly DeviceKey _device;
    private readonly Digest _group;
    private readonly ushort _port;
    private readonly DiscoverySettings _settings;
    private readonly TimeProvider _time;
    private readonly Action<DeviceId, IPEndPoint> _found;
    private readonly AnnouncementFilter _filter;
    private readonly Lock _lock = new();
    private readonly MulticastSocket?[] _sockets;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task[] _running;
    private int _settling;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="port">Where this peer takes connections.</param>
    /// <param name="found">Told of each announcement that counts; it must not block.</param>
    public PeerFinder(DeviceKey device, Digest group, ushort port, DiscoverySettings settings, TimeProvider time, Action<DeviceId, IPEndPoint> found)
    {
        (_device, _group, _port, _settings, _time, _found) = (device, group, port, settings, time, found);
        _filter = new AnnouncementFilter(group, device.Id, time);
        _sockets = [MulticastSocket.TryOpen(DiscoverySettings.Group4, settings.Port), MulticastSocket.TryOpen(DiscoverySettings.Group6, settings.Port)];
        NetworkChange.NetworkAddressChanged += Changed;
        _running = [AnnounceAsync(_stopping.Token), .. _sockets.OfType<MulticastSocket>().Select(socket => HearAsync(socket, _stopping.Token))];
    }

    public async ValueTask DisposeAsync()
    {
        NetworkChange.NetworkAddressChanged -= Changed;
        await _stopping.CancelAsync();
        foreach (var socket in _sockets)
            socket?.Dispose();
        await Task.WhenAll(_running);
        _stopping.Dispose();
    }

    private async Task AnnounceAsync(CancellationToken ct)
    {
        var round = 0;
        while (!ct.IsCancellationRequested)
        {
            var changed = _changed.Task;
            foreach (var socket in _sockets.OfType<MulticastSocket>())
            {
                socket.Join(_settings.Interfaces);
                socket.Send(Announcement.Make(_group, _device.Public, _port, _time.GetUtcNow().ToUnixTimeMilliseconds(), _device.Sign).Encoded.Span);
            }
            var wait = round < _settings.First.Count ? _settings.First[round] : _settings.Every * (0.9 + (0.2 * Chance()));
            round = await Task.WhenAny(changed, DelayAsync(wait, ct)) == changed ? 0 : round + 1;
        }
    }

    private async Task HearAsync(MulticastSocket socket, CancellationToken ct)
    {
        var buffer = new byte[Announcement.Size + 1];
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var received = await socket.ReceiveAsync(buffer, ct);
                var from = ((IPEndPoint)received.RemoteEndPoint).Address;
                Announcement? heard;
                lock (_lock)
                    heard = _filter.Pass(buffer.AsSpan(0, received.ReceivedBytes), from);
                if (heard is not null)
                    _found(heard.Key.Id, new IPEndPoint(from, heard.Port));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // A datagram longer than any announcement, or an interface that went.
            }
        }
    }

    /// <summary>Interfaces came or went: announced anew, at most once a second, however many changes come together.</summary>
    private void Changed(object? sender, EventArgs e)
    {
        if (Interlocked.Exchange(ref _settling, 1) == 0)
            _ = AnewAsync();
    }

    private async Task AnewAsync()
    {
        await DelayAsync(TimeSpan.FromSeconds(1), CancellationToken.None);
        Volatile.Write(ref _settling, 0);
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private Task DelayAsync(TimeSpan wait, CancellationToken ct) => Task.Delay(wait, _time, ct).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private static double Chance() => System.Security.Cryptography.RandomNumberGenerator.GetInt32(1000) / 1000.0;
}
