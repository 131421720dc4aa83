using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Core.Accounts;
using Parley.Core.Operators;
using Parley.Host.Options;
using Parley.Host.Serve;
using Parley.Storage;

namespace Parley.Host.Operators;

/// <summary>The desk that a verb talks to, and what must be closed after it.</summary>
internal sealed class OpenedDesk : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly IReadOnlyList<object> _owned;

    /// <param name="owned">Disposed in this order.</param>
    private OpenedDesk(IOperatorDesk desk, params IReadOnlyList<object> owned) => (Desk, _owned) = (desk, owned);

    public IOperatorDesk Desk { get; }

    /// <summary>The running server's desk; when none runs, one on the store, whose lock it holds until it is disposed.</summary>
    /// <param name="mayMake">A store that is not there is made.</param>
    /// <exception cref="FileNotFoundException">There is no store, and none may be made.</exception>
    /// <exception cref="RefusedStartException">The data directory or the database can't be used.</exception>
    /// <exception cref="SocketException">A server runs, but this user may not talk to it.</exception>
    public static async Task<OpenedDesk> OpenAsync(ServeOptions options, bool mayMake, TimeProvider time, CancellationToken cancellationToken)
    {
        var endPoint = ControlPath.Of(options.DataDirectory);
        var started = time.GetTimestamp();
        while (true)
        {
            if (endPoint is not null && await RemoteDesk.TryConnectAsync(endPoint, cancellationToken) is { } remote)
                return new(remote, remote);
            if (!mayMake && options.Settings.Cluster.Postgres is null)
                DataDirectory.DemandStore(options.DataDirectory);
            try
            {
                return await OpenStoreAsync(options, time, cancellationToken);
            }
            catch (StoreRefusedException e)
            {
                // A server that is starting or ending has the lock and no control socket.
                if (time.GetElapsedTime(started) > Patience)
                    throw new RefusedStartException(e.Message);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in _owned)
        {
            if (part is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync();
            else
                (part as IDisposable)?.Dispose();
        }
    }

    private static async Task<OpenedDesk> OpenStoreAsync(ServeOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var isShared = options.Settings.Cluster.Postgres is not null;
        if (!isShared)
            DataDirectory.Create(options.DataDirectory);
        var store = await DataStore.OpenAsync(options.DataDirectory, time, NullLoggerFactory.Instance, cancellationToken, options.Settings.Cluster.Postgres);
        var hashing = new PasswordHashing(time, HashCost.Iterations(options.Settings.Chat.Accounts));
        var desk = OperatorDesk.Over(store, new NoChat(store.Stores, time), hashing, options.Settings, time, NullLogger<OperatorDesk>.Instance);
        return new(isShared ? new SharedStoreDesk(desk, store.Stores.Claims) : desk, hashing, store);
    }
}
