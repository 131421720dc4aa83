using System.Globalization;
using System.Text;

namespace Parley.Gateway.Http.Metrics;

/// <summary>Prometheus's text format, version 0.0.4. Names as OpenTelemetry turns its own into Prometheus's: <c>parley.store.commit.duration</c> in <c>s</c> is <c>parley_store_commit_duration_seconds</c>.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Of(IReadOnlyList<Family> families)
    {
        var text = new StringBuilder();
        foreach (var family in families)
        {
            var name = NameOf(family);
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {Escape(family.Description ?? "")}\n# TYPE {name} {family.Kind.ToString().ToLowerInvariant()}\n");
            if (family.Kind == FamilyKind.Histogram)
                WriteHistogram(text, name, family);
            foreach (var reading in family.Readings)
                WriteLine(text, name, reading.Labels, reading.Value);
        }
        return text.ToString();
    }

    internal static string NameOf(Family family)
    {
        var unit = family.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return family.Name.Replace('.', '_') + unit + (family.Kind == FamilyKind.Counter ? "_total" : "");
    }

    private static void WriteHistogram(StringBuilder text, string name, Family family)
    {
        var (bounds, counts, sum) = family.Distribution;
        var below = 0L;
        for (var i = 0; i < counts.Count; i++)
        {
            below += counts[i];
            WriteLine(text, name + "_bucket", [new("le", i < bounds.Count ? Number(bounds[i]) : "+Inf")], below);
        }
        WriteLine(text, name + "_sum", [], sum);
        WriteLine(text, name + "_count", [], below);
    }

    private static void WriteLine(StringBuilder text, string name, IReadOnlyList<KeyValuePair<string, string>> labels, double value)
    {
        text.Append(name);
        if (labels.Count > 0)
            text.Append('{').AppendJoin(',', labels.Select(label => $"{label.Key}=\"{Escape(label.Value).Replace("\"", "\\\"", StringComparison.Ordinal)}\"")).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
