using System.Diagnostics.Metrics;
using Parley.Gateway.Tcp;

namespace Parley.Gateway.Metrics;

/// <summary>The figures of connections as instruments.</summary>
public static class GatewayMeter
{
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1] };

    public static void Measure(this Meter meter, SocketGateway gateway)
    {
        gateway.MeasureDelivery(meter.CreateHistogram("parley.delivery.duration", "s", "From the first output that was queued for a turn of writing until all of the turn was given to the operating system", advice: Seconds));
        meter.CreateObservableCounter("parley.connections.closed", () => Closed(gateway), "{connection}", "Connections that ended, by reason");
        meter.CreateObservableUpDownCounter("parley.output.queued", () => gateway.Queued().Sum, "By", "Output that waits for its connections");
        meter.CreateObservableGauge("parley.output.queued.most", () => gateway.Queued().Most, "By", "Output that waits for the connection that has most of it");
    }

    private static IEnumerable<Measurement<long>> Closed(SocketGateway gateway) =>
        gateway.Closed.All().Select(pair => new Measurement<long>(pair.Value, new KeyValuePair<string, object?>("reason", pair.Key.ToString())));
}
