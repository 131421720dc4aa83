using System.Diagnostics.Metrics;
using Parley.Core.Turns;

namespace Parley.Gateway.Connections;

/// <summary>Writes the output of its share of the connections. A turn sends, for each connection that has output, everything that waits; what arrives meanwhile makes the next turn, so that load makes batches and rest makes no delay.</summary>
/// <remarks>Bounded: a connection is in the list at most once.</remarks>
internal sealed class DeliveryShard(TimeProvider time) : IThreadPoolWorkItem
{
    private const int StagingBytes = 64 * 1024;

    private readonly byte[] _staging = GC.AllocateUninitializedArray<byte>(StagingBytes, pinned: true);
    private Outflow? _ready;
    private int _scheduled;
    private long _since;

    /// <summary>Of the connections of this shard.</summary>
    public ReceiptSweep Receipts { get; } = new();

    /// <summary>Seconds from the first output of a turn to its end; null, or told to nobody, when nobody measures.</summary>
    public Histogram<double>? Durations { get; set; }

    /// <summary>Called by who holds the connection's claim (<see cref="Outbox"/>), from any thread.</summary>
    public void Enqueue(Outflow outflow)
    {
        var head = Volatile.Read(ref _ready);
        while (true)
        {
            outflow.NextReady = head;
            var seen = Interlocked.CompareExchange(ref _ready, outflow, head);
            if (seen == head)
                break;
            head = seen;
        }
        if (head is null)
            Schedule();
    }

    void IThreadPoolWorkItem.Execute()
    {
        var next = Interlocked.Exchange(ref _ready, null);
        while (next is { } outflow)
        {
            next = outflow.NextReady;
            outflow.NextReady = null;
            outflow.Flush(_staging);
        }
        if (_since != 0)
            Durations!.Record(time.GetElapsedTime(_since).TotalSeconds);
        Volatile.Write(ref _scheduled, 0);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _ready) is not null)
            Schedule();
    }

    private void Schedule()
    {
        if (Interlocked.Exchange(ref _scheduled, 1) != 0)
            return;
        _since = Durations is { Enabled: true } ? time.GetTimestamp() : 0;
        Turn.Last(this);
    }
}
