using System.Threading.Channels;

namespace Parley.Storage.Postgres.Log;

/// <summary>Appends in order of arrival. Bounded by <see cref="Capacity"/>: by then the database is so far behind that one more would only wait in vain.</summary>
internal sealed class AppendQueue
{
    public const int Capacity = 32_768;

    private readonly Lock _lock = new();
    private readonly Queue<PendingAppend> _items = new();

    // One waiting wake-up is as good as many.
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private bool _closed;

    public int Count
    {
        get
        {
            lock (_lock)
                return _items.Count;
        }
    }

    /// <summary>False when full or closed.</summary>
    public bool TryAdd(PendingAppend item)
    {
        lock (_lock)
        {
            if (_closed || _items.Count >= Capacity)
                return false;
            _items.Enqueue(item);
        }
        _wake.Writer.TryWrite(true);
        return true;
    }

    /// <summary>Waits for work and begins all there is, up to about <paramref name="maxRows"/> entries. False when the queue is closed and empty.</summary>
    public async ValueTask<bool> TakeAsync(List<PendingAppend> batch, int maxRows)
    {
        while (!TryTake(batch, maxRows))
        {
            if (!await _wake.Reader.WaitToReadAsync())
                return TryTake(batch, maxRows);
            _wake.Reader.TryRead(out _);
        }
        return true;
    }

    /// <summary>Takes out what was queued at or before a timestamp and not begun.</summary>
    public List<PendingAppend> TakeOlder(long queuedAt)
    {
        lock (_lock)
        {
            var old = new List<PendingAppend>();
            while (_items.TryPeek(out var item) && item.QueuedAt <= queuedAt)
            {
                _items.Dequeue();
                if (item.TryWithdraw())
                    old.Add(item);
            }
            return old;
        }
    }

    /// <summary>Nothing more comes in; what is there can still be taken.</summary>
    public void Close()
    {
        lock (_lock)
            _closed = true;
        _wake.Writer.TryComplete();
    }

    private bool TryTake(List<PendingAppend> batch, int maxRows)
    {
        lock (_lock)
        {
            var rows = 0;
            while (rows < maxRows && _items.TryDequeue(out var item))
            {
                if (!item.TryBegin())
                    continue;
                batch.Add(item);
                rows += item.Entries.Count;
            }
            // The rest is for whoever else is free.
            if (_items.Count > 0)
                _wake.Writer.TryWrite(true);
            return batch.Count > 0;
        }
    }
}
