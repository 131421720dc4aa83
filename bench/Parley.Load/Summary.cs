using System.Text.Json;

namespace Parley.Load;

/// <summary>A Markdown table of the medians of several rounds: files <c>NAME.ROUND.json</c>, one report each.</summary>
internal static class Summary
{
    /// <summary>The figures worth a row: run, figure, what it is, target.</summary>
    private static readonly (string Run, string Figure, string Text, Target? Target)[] Rows =
    [
        ("accept", "acceptedPerSecond", "accepted messages a second, 8 senders", Target.AtLeast(30_000)),
        ("accept", "serverCores", "— cores used by the server", null),
        ("lone", "acceptP50Ms", "lone sender, accepted, p50 ms", Target.AtMost(1)),
        ("lone", "acceptP99Ms", "— p99 ms", Target.AtMost(5)),
        ("lone", "acceptP999Ms", "— p99.9 ms", null),
        ("fanout-200", "deliveriesPerSecond", "deliveries a second, room of 200", null),
        ("fanout-200", "serverCpuPerMillion", "— server CPU seconds a million", null),
        ("fanout-1000", "deliveriesPerSecond", "deliveries a second, room of 1,000", Target.AtLeast(1_500_000)),
        ("fanout-1000", "serverCpuPerMillion", "— server CPU seconds a million", null),
        ("rooms", "deliveriesPerSecond", "deliveries a second, 100 rooms of 20", null),
        ("rooms", "serverCpuPerMillion", "— server CPU seconds a million", null),
        ("private", "roundTripsPerSecond", "private round trips a second, 100 pairs", null),
        ("private", "roundTripP99Ms", "— p99 ms", null),
        ("idle", "bytesPerConnection", "bytes an idle connection, 2,000 to 10,000", Target.AtMost(8 * 1024)),
        ("idle", "bytesPerConnectionFromNone", "— all that the server grew by, shared by all connections", null),
        ("idle", "residentMiBAtMany", "— resident MiB at 10,000", null),
        ("logins", "seconds", "5,000 token logins, seconds", Target.AtMost(5)),
        ("storm", "calmP99Ms", "delivery p99 ms, 200 messages/s in a room of 50", null),
        ("storm", "stormP99Ms", "— under a storm of password logins", null),
        ("storm", "ratioP99", "— ratio", Target.AtMost(1.10)),
        ("reconnect", "caughtUpSeconds", "1,000 reconnect and resume, seconds to caught up", null),
        ("disk", "inPlaceP50Ms", "the disk alone: fdatasync of 4 KiB in place, p50 ms", null),
        ("disk", "inPlaceP99Ms", "— p99 ms", null),
    ];

    private static readonly string[] MustBeZero = ["lost", "doubled", "disordered", "refused", "cut"];

    public static async Task WriteAsync(string directory, TextWriter output, CancellationToken cancellationToken)
    {
        var runs = await ReadAsync(directory, cancellationToken);
        await output.WriteLineAsync("| what | median | lowest - highest | target | |\n|---|---|---|---|---|");
        foreach (var (run, figure, text, target) in Rows)
        {
            if (Values(runs, run, figure) is [_, ..] sorted)
            {
                var median = sorted[sorted.Length / 2];
                await output.WriteLineAsync($"| {text} | {Show(median)} | {Show(sorted[0])} - {Show(sorted[^1])} | {target?.Text} | {(target is null ? "" : target.IsMetBy(median) ? "met" : "**missed**")} |");
            }
        }
        var faults = MustBeZero.Select(name => $"{name} {runs.Sum(r => Value(r.Figures, name) ?? 0)}");
        var others = Values(runs, null, "otherCores");
        await output.WriteLineAsync($"\n{runs.Count} runs; {string.Join(", ", faults)}; cores busy with other things: {(others.Length == 0 ? 0 : others[others.Length / 2])} (median), {others.LastOrDefault()} (most).");
    }

    private static async Task<List<(string Run, JsonElement Figures)>> ReadAsync(string directory, CancellationToken cancellationToken)
    {
        var runs = new List<(string, JsonElement)>();
        foreach (var path in Directory.EnumerateFiles(directory, "*.json").Order(StringComparer.Ordinal))
        {
            using var report = JsonDocument.Parse(await File.ReadAllBytesAsync(path, cancellationToken));
            runs.Add((Path.GetFileName(path).Split('.')[0], report.RootElement.Clone()));
        }
        return runs;
    }

    private static double[] Values(List<(string Run, JsonElement Figures)> runs, string? run, string figure) =>
        [.. runs.Where(r => run is null || r.Run == run).Select(r => Value(r.Figures, figure)).OfType<double>().Order()];

    private static double? Value(JsonElement figures, string name) =>
        figures.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static string Show(double value) => value >= 1000 ? value.ToString("N0") : value.ToString("0.###");

    private sealed record Target(double Limit, bool Least)
    {
        public string Text => $"{(Least ? "≥" : "≤")} {Show(Limit)}";

        public static Target AtLeast(double limit) => new(limit, true);

        public static Target AtMost(double limit) => new(limit, false);

        public bool IsMetBy(double value) => Least ? value >= Limit : value <= Limit;
    }
}
