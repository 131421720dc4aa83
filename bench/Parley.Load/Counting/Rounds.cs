namespace Parley.Load.Counting;

/// <summary>A histogram for each round, so that one bad round does not make the figure.</summary>
internal sealed class Rounds
{
    private readonly List<Histogram> _rounds = [];

    public Histogram Next()
    {
        _rounds.Add(new Histogram());
        return _rounds[^1];
    }

    /// <summary>The median of the rounds' quantiles, in milliseconds.</summary>
    public double Median(double quantile)
    {
        double[] sorted = [.. _rounds.Select(r => r.Milliseconds(quantile)).Order()];
        return sorted[sorted.Length / 2];
    }
}
