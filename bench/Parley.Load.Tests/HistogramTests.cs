using System.Diagnostics;
using Parley.Load.Counting;
using Xunit;

namespace Parley.Load.Tests;

public sealed class HistogramTests
{
    [Theory]
    [InlineData(0.5, 500)]
    [InlineData(0.99, 990)]
    [InlineData(0.999, 999)]
    [InlineData(1, 1000)]
    public void Quantiles_are_within_two_per_cent(double quantile, double milliseconds)
    {
        var histogram = new Histogram();
        for (var i = 1; i <= 1000; i++)
            histogram.Add(i * (Stopwatch.Frequency / 1000));
        Assert.InRange(histogram.Milliseconds(quantile), milliseconds * 0.98, milliseconds * 1.02);
    }

    [Fact]
    public void An_empty_one_says_zero() => Assert.Equal(0, new Histogram().Milliseconds(0.5));
}
