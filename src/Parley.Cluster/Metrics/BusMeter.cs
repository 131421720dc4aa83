using System.Diagnostics.Metrics;
using Parley.Cluster.Rabbit;

namespace Parley.Cluster.Metrics;

/// <summary>The bus's figures as instruments.</summary>
public static class BusMeter
{
    public static void Measure(this Meter meter, RabbitBus bus)
    {
        meter.CreateObservableGauge("parley.bus.connected", () => bus.IsConnected ? 1 : 0, description: "1 while the broker is there, else 0");
        meter.CreateObservableCounter("parley.bus.frames", () => Frames(bus), "{frame}", "Frames to and from other nodes, and those of other releases that were not understood");
        meter.CreateObservableCounter("parley.bus.dropped", () => Dropped(bus), "{item}", "Entries and notes that did not fit while the broker was away or slow: others read entries from the log, and ask for notes anew");
        meter.CreateObservableGauge("parley.bus.confirms.waiting", () => bus.ConfirmsWaiting, "{frame}", "Frames that the broker has not confirmed yet");
        meter.CreateObservableGauge("parley.bus.queue", () => bus.QueuedBytes, "By", "Output that waits for the broker");
    }

    private static IEnumerable<Measurement<long>> Frames(RabbitBus bus)
    {
        yield return new(bus.FramesSent, new KeyValuePair<string, object?>("way", "sent"));
        yield return new(bus.FramesHeard, new KeyValuePair<string, object?>("way", "heard"));
        yield return new(bus.FramesIgnored, new KeyValuePair<string, object?>("way", "ignored"));
    }

    private static IEnumerable<Measurement<long>> Dropped(RabbitBus bus)
    {
        yield return new(bus.EntriesDropped, new KeyValuePair<string, object?>("what", "entries"));
        yield return new(bus.NotesDropped, new KeyValuePair<string, object?>("what", "notes"));
    }
}
