using System.Globalization;

namespace Parley.PeerLoad.Scenarios;

/// <summary>What a scenario found out, a line each: a name, a tab, a value for people.</summary>
internal sealed class Figures
{
    private readonly List<(string Name, string Value)> _all = [];

    public void Add(string name, double value) => _all.Add((name, value.ToString(Math.Abs(value) switch { >= 100 => "#,0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture)));

    public override string ToString() => string.Concat(_all.Select(f => $"{f.Name}\t{f.Value}\n"));

    /// <summary>A table with a column for each of several scenarios.</summary>
    public static string Table(IReadOnlyList<(string Column, string Lines)> scenarios)
    {
        var columns = scenarios.Select(s => s.Lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')).ToDictionary(l => l[0], l => l[1], StringComparer.Ordinal)).ToList();
        var rows = columns.SelectMany(c => c.Keys).Distinct(StringComparer.Ordinal);
        return $"| | {string.Join(" | ", scenarios.Select(s => s.Column))} |\n|---|{string.Concat(scenarios.Select(_ => "---|"))}\n"
            + string.Concat(rows.Select(row => $"| {row} | {string.Join(" | ", columns.Select(c => c.GetValueOrDefault(row, "")))} |\n"));
    }
}
