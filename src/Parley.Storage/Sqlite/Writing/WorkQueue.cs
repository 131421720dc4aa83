namespace Parley.Storage.Sqlite.Writing;

/// <summary>Writes in order of arrival, from many threads to the writer's one. Bounded by <see cref="Capacity"/>: by then the disk is so far behind that one more would only wait in vain.</summary>
internal sealed class WorkQueue : IDisposable
{
    public const int Capacity = 32_768;

    private readonly Lock _lock = new();
    private readonly Queue<WorkItem> _items = new();
    private readonly ManualResetEventSlim _filled = new();
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
    public bool TryAdd(WorkItem item)
    {
        lock (_lock)
        {
            if (_closed || _items.Count >= Capacity)
                return false;
            _items.Enqueue(item);
        }
        _filled.Set();
        return true;
    }

    /// <summary>For the writer's thread: waits for work and begins all there is, up to about <paramref name="maxRows"/> rows.</summary>
    /// <param name="batch">Filled; may stay empty when the wait ended or everything was withdrawn.</param>
    /// <returns>False when the queue is closed and empty.</returns>
    public bool Take(List<WorkItem> batch, int maxRows, TimeSpan wait)
    {
        _filled.Wait(wait);
        lock (_lock)
        {
            var rows = 0;
            while (rows < maxRows && _items.TryDequeue(out var item))
            {
                if (!item.TryBegin())
                    continue;
                batch.Add(item);
                rows += item.Rows;
            }
            if (_items.Count == 0 && !_closed)
                _filled.Reset();
            return batch.Count > 0 || _items.Count > 0 || !_closed;
        }
    }

    /// <summary>Takes out what was queued at or before a timestamp and not begun.</summary>
    public List<WorkItem> TakeOlder(long queuedAt)
    {
        lock (_lock)
        {
            var old = new List<WorkItem>();
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
        _filled.Set();
    }

    public void Dispose() => _filled.Dispose();
}
