using Parley.Core.Ports;

namespace Parley.Core.InMemory;

public sealed class MemoryKeyValue : IKeyValue
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Space> _spaces = new(StringComparer.Ordinal);

    public ValueTask<KeyValueItem?> GetAsync(ReadOnlyMemory<byte> space, ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        KeyValueLimits.Check(space, key);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return ValueTask.FromResult(Find(space)?.Items.Find(i => i.Key.Span.SequenceEqual(key.Span)));
    }

    public Task<long?> SetAsync(ReadOnlyMemory<byte> space, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, long? expected, CancellationToken cancellationToken)
    {
        KeyValueLimits.Check(space, key, value);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var found = FindOrAdd(space);
            var at = found.Items.FindIndex(i => i.Key.Span.SequenceEqual(key.Span));
            if (expected is { } revision && revision != (at < 0 ? 0 : found.Items[at].Revision))
                return Task.FromResult<long?>(null);
            var item = new KeyValueItem(key.ToArray(), value.ToArray(), ++found.Revision);
            if (at < 0)
                found.Items.Add(item);
            else
                found.Items[at] = item;
            return Task.FromResult<long?>(item.Revision);
        }
    }

    public Task<bool> RemoveAsync(ReadOnlyMemory<byte> space, ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        KeyValueLimits.Check(space, key);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (Find(space) is not { } found || found.Items.RemoveAll(i => i.Key.Span.SequenceEqual(key.Span)) == 0)
                return Task.FromResult(false);
            found.Revision++;
            return Task.FromResult(true);
        }
    }

    public Task ClearAsync(ReadOnlyMemory<byte> space, CancellationToken cancellationToken)
    {
        KeyValueLimits.Check(space);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (Find(space) is { Items.Count: > 0 } found)
            {
                found.Items.Clear();
                found.Revision++;
            }
        }
        return Task.CompletedTask;
    }

    public ValueTask<IReadOnlyList<KeyValueItem>> ListAsync(ReadOnlyMemory<byte> space, CancellationToken cancellationToken)
    {
        KeyValueLimits.Check(space);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return ValueTask.FromResult<IReadOnlyList<KeyValueItem>>([.. Find(space)?.Items ?? []]);
    }

    public ValueTask<long> RevisionAsync(ReadOnlyMemory<byte> space, CancellationToken cancellationToken)
    {
        KeyValueLimits.Check(space);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return ValueTask.FromResult(Find(space)?.Revision ?? 0);
    }

    private Space? Find(ReadOnlyMemory<byte> name) => _spaces.GetValueOrDefault(Convert.ToHexString(name.Span));

    private Space FindOrAdd(ReadOnlyMemory<byte> name)
    {
        if (Find(name) is not { } space)
            _spaces.Add(Convert.ToHexString(name.Span), space = new Space());
        return space;
    }

    private sealed class Space
    {
        public List<KeyValueItem> Items { get; } = [];

        public long Revision { get; set; }
    }
}
