using Parley.Core.Ports;

namespace Parley.Gateway.Http.Api;

/// <summary>Whether the store takes writes: it is tried, at most once in a while however many ask.</summary>
internal sealed class Readiness(IKeyValue store, TimeProvider time)
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BadFor = TimeSpan.FromSeconds(1);

    /// <summary>A store that takes longer is none to send people to.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly byte[] Space = "\0parley"u8.ToArray();
    private static readonly byte[] Key = "ready"u8.ToArray();

    private readonly Lock _lock = new();
    private Task<bool>? _try;
    private long _tried;

    public Task<bool> IsReadyAsync()
    {
        lock (_lock)
        {
            if (_try is null || (_try.IsCompleted && time.GetElapsedTime(_tried) > (_try.Result ? GoodFor : BadFor)))
            {
                _tried = time.GetTimestamp();
                _try = TryAsync();
            }
            return _try;
        }
    }

    private async Task<bool> TryAsync()
    {
        try
        {
            await store.SetAsync(Space, Key, ReadOnlyMemory<byte>.Empty, expected: null, CancellationToken.None).WaitAsync(Patience, time, CancellationToken.None);
            return true;
        }
        catch (Exception e) when (e is StorageUnavailableException or TimeoutException)
        {
            return false;
        }
    }
}
