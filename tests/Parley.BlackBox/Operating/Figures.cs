using System.Globalization;
using System.Text.RegularExpressions;

namespace Parley.BlackBox.Operating;

/// <summary>A page of <c>/metrics</c>, read by the rules of Prometheus's text format 0.0.4.</summary>
internal sealed partial class Figures
{
    private readonly Dictionary<string, double> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);

    public double this[string series] => _values[series];

    public IEnumerable<string> Series => _values.Keys;

    public IReadOnlyDictionary<string, string> Types => _types;

    public double Sum(string name) => _values.Where(pair => pair.Key == name || pair.Key.StartsWith(name + "{", StringComparison.Ordinal)).Sum(pair => pair.Value);

    public static async Task<Figures> ReadAsync(HttpClient http)
    {
        using var response = await http.GetAsync("/metrics");
        response.EnsureSuccessStatusCode();
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        return Parse(await response.Content.ReadAsStringAsync());
    }

    private static Figures Parse(string page)
    {
        var figures = new Figures();
        Assert.EndsWith("\n", page, StringComparison.Ordinal);
        foreach (var line in page.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
                continue;
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var words = line.Split(' ');
                Assert.True(figures._types.TryAdd(words[2], words[3]), $"two types of {words[2]}");
                continue;
            }
            var sample = Sample().Match(line);
            Assert.True(sample.Success, line);
            var name = sample.Groups["name"].Value;
            var family = Suffix().Replace(name, "");
            Assert.True(figures._types.ContainsKey(name) || figures._types.GetValueOrDefault(family) == "histogram", $"no type stands before {line}");
            Assert.True(figures._values.TryAdd(line[..line.LastIndexOf(' ')], double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture)), $"doubled: {line}");
        }
        return figures;
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-z_]+="([^"\\\n]|\\.)*"(,[a-z_]+="([^"\\\n]|\\.)*")*\})? (?<value>[0-9.eE+-]+)$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Sample();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Suffix();
}
