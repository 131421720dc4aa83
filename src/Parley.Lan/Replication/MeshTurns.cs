using Parley.Core.Ports;
using Parley.Protocol.Peer;

namespace Parley.Lan.Replication;

/// <summary>The mesh, one caller at a time. When its log can't be written or read, it is tried again every two seconds until it can.</summary>
/// <param name="storingChanged">Told false when the log fails and true when it works again; in a turn.</param>
internal sealed class MeshTurns(Mesh mesh, TimeProvider time, Action<bool> storingChanged) : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _tried;
    private volatile bool _isFailing;

    /// <summary>Nothing is taken from peers now.</summary>
    public bool IsFailing => _isFailing;

    /// <exception cref="StorageUnavailableException">The log failed.</exception>
    public async Task<T> RunAsync<T>(Func<Mesh, ValueTask<T>> act, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            return await act(mesh);
        }
        catch (StorageUnavailableException)
        {
            Fail();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Sends what there is room for, if the log works.</summary>
    public async Task PumpAsync(CancellationToken ct)
    {
        try
        {
            await RunAsync(
                async m =>
                {
                    await m.PumpAsync(ct);
                    return true;
                },
                ct);
        }
        catch (Exception e) when (e is OperationCanceledException or StorageUnavailableException)
        {
            // Failing has been told of.
        }
    }

    /// <summary>To be called a few times in a second.</summary>
    public async Task TickAsync(CancellationToken ct)
    {
        try
        {
            await RunAsync(
                async m =>
                {
                    if (_isFailing)
                        await RecoverAsync(m, ct);
                    else
                        await m.TickAsync(ct);
                    return true;
                },
                ct);
        }
        catch (StorageUnavailableException)
        {
            // Failing has been told of.
        }
    }

    public async Task DetachAsync(Exchange exchange)
    {
        await _turn.WaitAsync(CancellationToken.None);
        mesh.Detach(exchange);
        _turn.Release();
    }

    public void Dispose()
    {
        mesh.Replica.Dispose();
        _turn.Dispose();
    }

    private async ValueTask RecoverAsync(Mesh mesh, CancellationToken ct)
    {
        if (time.GetElapsedTime(_tried) < RetryAfter)
            return;
        await mesh.WritePendingAsync(ct);
        _isFailing = false;
        storingChanged(true);
    }

    private void Fail()
    {
        _tried = time.GetTimestamp();
        if (_isFailing)
            return;
        _isFailing = true;
        storingChanged(false);
    }
}
