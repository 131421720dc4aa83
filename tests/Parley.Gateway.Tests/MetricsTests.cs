using System.Diagnostics.Metrics;
using Parley.Gateway.Http.Metrics;

namespace Parley.Gateway.Tests;

public sealed class MetricsTests
{
    [Fact]
    public void Instruments_are_written_as_Prometheus_reads_them()
    {
        using var meter = new Meter("test");
        meter.CreateObservableCounter("a.things", () => new Measurement<long>(3, new KeyValuePair<string, object?>("kind", "with \"quotes\", \\ and\nlines")), "{thing}", "Things");
        meter.CreateObservableGauge("b.time", () => 0.25, "s", "Time");
        using var readings = new Readings(meter);

        Assert.Equal(
            """
            # HELP a_things_total Things
            # TYPE a_things_total counter
            a_things_total{kind="with \"quotes\", \\ and\nlines"} 3
            # HELP b_time_seconds Time
            # TYPE b_time_seconds gauge
            b_time_seconds 0.25

            """.ReplaceLineEndings("\n"),
            PrometheusText.Of(readings.Look()));
    }

    [Fact]
    public void A_histogram_counts_each_value_in_all_buckets_that_hold_it()
    {
        using var meter = new Meter("test");
        using var readings = new Readings(meter);
        var histogram = meter.CreateHistogram("h", "s", "H", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 10] });
        foreach (var value in new[] { 0.5, 1, 5, 10, 100 })
            histogram.Record(value);

        var lines = PrometheusText.Of(readings.Look()).Split('\n');
        Assert.Equal(["h_seconds_bucket{le=\"1\"} 2", "h_seconds_bucket{le=\"10\"} 4", "h_seconds_bucket{le=\"+Inf\"} 5", "h_seconds_sum 116.5", "h_seconds_count 5", ""], lines[2..]);
    }

    [Fact]
    public void What_is_not_told_any_more_is_not_shown_any_more()
    {
        using var meter = new Meter("test");
        string[] doors = ["irc", "web"];
        meter.CreateObservableUpDownCounter("c", () => doors.Select(door => new Measurement<long>(1, new KeyValuePair<string, object?>("door", door))));
        using var readings = new Readings(meter);
        Assert.Equal(2, readings.Look().Single().Readings.Count);
        doors = ["web"];
        Assert.Equal("web", readings.Look().Single().Readings.Single().Labels.Single().Value);
    }

    [Fact]
    public void Instruments_of_another_meter_are_left_alone()
    {
        using var meter = new Meter("test");
        using var other = new Meter("test");
        var theirs = other.CreateHistogram<double>("h");
        using var readings = new Readings(meter);
        Assert.Empty(readings.Look());
        Assert.False(theirs.Enabled);
    }

    [Fact]
    public void Nobody_measures_where_nobody_listens()
    {
        using var meter = new Meter("test");
        var histogram = meter.CreateHistogram<double>("h");
        Assert.False(histogram.Enabled);
        using (new Readings(meter))
            Assert.True(histogram.Enabled);
        Assert.False(histogram.Enabled);
    }
}
