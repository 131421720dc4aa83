using System.Collections.Concurrent;
using Parley.Contracts;
using Parley.Core.Settings;

namespace Parley.Gateway.Doors;

/// <summary>Every open connection of the chat doors: ends those that never log in or fall silent, and tells all when the server stops.</summary>
internal sealed class OpenDoors : IAsyncDisposable
{
    /// <summary>Seconds after which clients of a stopping server may come back.</summary>
    private const int RetryAfterStop = 2;

    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<ChatConnection, byte> _open = new();
    private readonly LimitSettings _limits;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;

    public OpenDoors(LimitSettings limits, TimeProvider time)
    {
        _limits = limits;
        _time = time;
        _sweep = time.CreateTimer(_ => Sweep(), null, SweepEvery, SweepEvery);
    }

    public void Add(ChatConnection connection) => _open.TryAdd(connection, 0);

    public void Remove(ChatConnection connection) => _open.TryRemove(connection, out _);

    public void TellStopping()
    {
        foreach (var (connection, _) in _open)
            connection.Close(new Closing(CloseReason.ServerStopping, connection.Session.Account?.Login.Value, RetryAfterStop));
    }

    public ValueTask DisposeAsync() => _sweep.DisposeAsync();

    private void Sweep()
    {
        var now = _time.GetUtcNow();
        foreach (var (connection, _) in _open)
        {
            var session = connection.Session;
            if (session.Face is null && now - session.Since > TimeSpan.FromSeconds(_limits.LoginSeconds))
                connection.Close(new Closing(CloseReason.LoginTimeout));
            else if (session.Heartbeat is { } promised && connection.Silence > TimeSpan.FromSeconds(promised * 2))
                connection.Close(new Closing(CloseReason.PingTimeout));
            else if (connection.IsDead())
                connection.Close(new Closing(CloseReason.PingTimeout));
        }
    }
}
