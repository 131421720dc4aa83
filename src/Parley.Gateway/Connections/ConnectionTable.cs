using System.Collections.Concurrent;
using System.Net;

namespace Parley.Gateway.Connections;

/// <summary>A live connection, for an operator.</summary>
/// <param name="Age">Since it was accepted.</param>
public readonly record struct ConnectionView(long Id, IPEndPoint? Remote, bool IsEncrypted, long PendingBytes, long SentBytes, TimeSpan Age);

/// <summary>All live connections. Bounded by <c>limits.connections</c>, which is enforced before they come here.</summary>
internal sealed class ConnectionTable(TimeProvider time)
{
    private readonly ConcurrentDictionary<long, Connection> _connections = new();
    private TaskCompletionSource? _emptied;

    public IEnumerable<Connection> Connections => _connections.Select(entry => entry.Value);

    public void Add(Connection connection) => _connections[connection.Id] = connection;

    public void Remove(Connection connection)
    {
        _connections.TryRemove(connection.Id, out _);
        if (Volatile.Read(ref _emptied) is { } emptied && _connections.IsEmpty)
            emptied.TrySetResult();
    }

    /// <summary>Completes when the last connection is gone; for after the last accept.</summary>
    public Task WhenEmptyAsync()
    {
        var emptied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        emptied = Interlocked.CompareExchange(ref _emptied, emptied, null) ?? emptied;
        if (_connections.IsEmpty)
            emptied.TrySetResult();
        return emptied.Task;
    }

    public IReadOnlyList<ConnectionView> List() =>
    [
        .. from connection in Connections
           orderby connection.Id
           select new ConnectionView(connection.Id, connection.RemoteEndPoint, connection.IsEncrypted, connection.PendingBytes, connection.SentBytes, time.GetElapsedTime(connection.AcceptedAt)),
    ];
}
