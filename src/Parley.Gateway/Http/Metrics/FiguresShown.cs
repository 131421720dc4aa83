using System.Globalization;

namespace Parley.Gateway.Http.Metrics;

/// <summary>The figures as JSON.</summary>
internal sealed record FiguresShown(DateTimeOffset Time, IReadOnlyList<FigureShown> Figures)
{
    public static FiguresShown Of(DateTimeOffset time, IReadOnlyList<Family> families) => new(time, [.. families.Select(Show)]);

    private static FigureShown Show(Family family)
    {
        var kind = family.Kind.ToString().ToLowerInvariant();
        if (family.Kind != FamilyKind.Histogram)
            return new(family.Name, kind, family.Unit, family.Description, [.. family.Readings.Select(r => new ValueShown(r.Value, r.Labels.Count == 0 ? null : r.Labels.ToDictionary(StringComparer.Ordinal)))]);
        var (bounds, counts, sum) = family.Distribution;
        return new(family.Name, kind, family.Unit, family.Description, [], counts.Sum(), sum, [.. bounds.Select(bound => bound.ToString(CultureInfo.InvariantCulture)), "+Inf"], counts);
    }
}

/// <param name="Kind"><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
/// <param name="Bounds">Of a histogram: the largest value of each of its buckets.</param>
/// <param name="Counts">How many are in each.</param>
internal sealed record FigureShown(string Name, string Kind, string? Unit, string? Description, IReadOnlyList<ValueShown> Values, long? Count = null, double? Sum = null, IReadOnlyList<string>? Bounds = null, IReadOnlyList<long>? Counts = null);

internal sealed record ValueShown(double Value, IReadOnlyDictionary<string, string>? Labels);
