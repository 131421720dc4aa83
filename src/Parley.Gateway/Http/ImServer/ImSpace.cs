using Parley.Core.Ports;

namespace Parley.Gateway.Http.ImServer;

/// <summary>One namespace: an ordered dictionary of bytes on the shared store. Any thread.</summary>
/// <param name="name">The namespace in the store.</param>
/// <param name="told">Called after each change made here.</param>
internal sealed class ImSpace(byte[] name, IKeyValue store, TimeProvider time, Action told)
{
    private readonly Lock _lock = new();

    private TaskCompletionSource _changed = NewSignal();
    private Task<Size>? _counting;
    private long _lastUse = time.GetTimestamp();

    /// <summary>Decides one after the other where that matters: in namespaces that take turns.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>When <c>__waiting__</c> was set, as far as this node knows.</summary>
    public DateTimeOffset WaitingSince { get; set; } = time.GetUtcNow();

    public TimeSpan Idle => time.GetElapsedTime(Volatile.Read(ref _lastUse));

    /// <summary>Completes at the next change made on this node, or told by another.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
                return _changed.Task;
        }
    }

    public void Touch() => Volatile.Write(ref _lastUse, time.GetTimestamp());

    public ValueTask<KeyValueItem?> GetAsync(byte[] key, CancellationToken cancellationToken) => store.GetAsync(name, key, cancellationToken);

    public ValueTask<IReadOnlyList<KeyValueItem>> ListAsync(CancellationToken cancellationToken) => store.ListAsync(name, cancellationToken);

    public ValueTask<long> RevisionAsync(CancellationToken cancellationToken) => store.RevisionAsync(name, cancellationToken);

    /// <summary>Whether a change may be made, by keys and bytes in all.</summary>
    public async ValueTask<bool> HasRoomAsync(KeyValueItem? before, byte[] key, int valueBytes, int maxKeys, int maxBytes, CancellationToken cancellationToken)
    {
        var (keys, bytes) = Growth(before, key, valueBytes);
        var size = await CountAsync(anew: false, cancellationToken);
        if (size.Keys + keys <= maxKeys && size.Bytes + bytes <= maxBytes)
            return true;
        // Counted beside the store: what others wrote at the same moment may be in it twice.
        size = await CountAsync(anew: true, cancellationToken);
        return size.Keys + keys <= maxKeys && size.Bytes + bytes <= maxBytes;
    }

    /// <summary>As <see cref="IKeyValue.SetAsync"/>.</summary>
    public async Task<long?> SetAsync(KeyValueItem? before, byte[] key, ReadOnlyMemory<byte> value, long? expected)
    {
        var revision = await store.SetAsync(name, key, value, expected, CancellationToken.None);
        if (revision is null)
            return null;
        var (keys, bytes) = Growth(before, key, value.Length);
        Grow(keys, bytes);
        return revision;
    }

    public async Task RemoveAsync(byte[] key)
    {
        var before = await store.GetAsync(name, key, CancellationToken.None);
        if (await store.RemoveAsync(name, key, CancellationToken.None))
            Grow(before is null ? 0 : -1, before is null ? 0 : -(before.Key.Length + before.Value.Length));
    }

    public async Task ClearAsync()
    {
        await store.ClearAsync(name, CancellationToken.None);
        lock (_lock)
            _counting = null;
        Grow(0, 0);
    }

    private static (int Keys, int Bytes) Growth(KeyValueItem? before, byte[] key, int valueBytes) =>
        before is null ? (1, key.Length + valueBytes) : (0, valueBytes - before.Value.Length);

    private async ValueTask<Size> CountAsync(bool anew, CancellationToken cancellationToken)
    {
        Task<Size> counting;
        lock (_lock)
            counting = anew || _counting is null or { IsFaulted: true } ? _counting = ListedAsync() : _counting;
        return await counting.WaitAsync(cancellationToken);
    }

    private async Task<Size> ListedAsync()
    {
        var items = await store.ListAsync(name, CancellationToken.None);
        return new Size { Keys = items.Count, Bytes = items.Sum(i => (long)i.Key.Length + i.Value.Length) };
    }

    private void Grow(int keys, long bytes)
    {
        lock (_lock)
        {
            if (_counting is { IsCompletedSuccessfully: true } counted)
            {
                counted.Result.Keys += keys;
                counted.Result.Bytes += bytes;
            }
        }
        Wake();
        told();
    }

    /// <summary>Whoever waits looks again.</summary>
    public void Wake()
    {
        TaskCompletionSource changed;
        lock (_lock)
            (changed, _changed) = (_changed, NewSignal());
        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Size
    {
        public long Keys { get; set; }

        public long Bytes { get; set; }
    }
}
