namespace Parley.Cluster.Outgoing;

/// <summary>Frames of one connection that the broker has not confirmed yet. Few, so that under load what waits gathers into full frames.</summary>
internal sealed class ConfirmWindow : IDisposable
{
    /// <summary>Frames that may wait for their confirmation.</summary>
    public const int Size = 16;

    private readonly SemaphoreSlim _room = new(Size);
    private readonly Lock _lock = new();
    private readonly List<(ulong Tag, SentFrame Frame)> _waiting = [];
    private ulong _lastTag;

    public int Waiting
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <summary>Waits for room for one frame.</summary>
    public Task EnterAsync(CancellationToken ct) => _room.WaitAsync(ct);

    /// <summary>Gives back the room for a frame that there is not.</summary>
    public void Leave() => _room.Release();

    /// <summary>To be called just before each publishing: the broker counts them from 1.</summary>
    public void Add(SentFrame frame)
    {
        lock (_lock)
            _waiting.Add((++_lastTag, frame));
    }

    /// <summary>The broker has said what became of the frame, or with <paramref name="multiple"/> of all up to it.</summary>
    public IReadOnlyList<SentFrame> Settle(ulong tag, bool multiple)
    {
        List<SentFrame> settled = [];
        lock (_lock)
        {
            for (var i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].Tag == tag || (multiple && _waiting[i].Tag < tag))
                {
                    settled.Add(_waiting[i].Frame);
                    _waiting.RemoveAt(i);
                }
            }
        }
        if (settled.Count > 0)
            _room.Release(settled.Count);
        return settled;
    }

    /// <summary>Those whose fate will never be known.</summary>
    public IReadOnlyList<SentFrame> TakeRest()
    {
        lock (_lock)
        {
            List<SentFrame> rest = [.. _waiting.Select(w => w.Frame)];
            _waiting.Clear();
            return rest;
        }
    }

    public void Dispose() => _room.Dispose();
}
