using System.Text.Json;
using Parley.Load.Counting;

namespace Parley.Load;

/// <summary>The figures of one run, in the order they were added; printed as one line of JSON.</summary>
internal sealed class Report(string scenario)
{
    private readonly Dictionary<string, object> _figures = new(StringComparer.Ordinal) { ["scenario"] = scenario };

    public bool Sound { get; private set; } = true;

    public Report Add(string name, object value)
    {
        _figures[name] = value;
        return this;
    }

    public Report Add(string name, Histogram times) =>
        Add($"{name}P50Ms", times.Milliseconds(0.5)).Add($"{name}P99Ms", times.Milliseconds(0.99)).Add($"{name}P999Ms", times.Milliseconds(0.999));

    public Report Add(StintFigures stint) =>
        Add("seconds", stint.Seconds).Add("serverCores", stint.ServerCores).Add("generatorCores", stint.GeneratorCores).Add("otherCores", stint.OtherCores).Add("serverCpuPerMillion", stint.ServerCpuPerMillion).Add("largestShare", stint.LargestShare);

    public Report Add(Faults faults)
    {
        Sound &= faults.None;
        return Add("lost", faults.Lost).Add("doubled", faults.Doubled).Add("disordered", faults.Disordered).Add("refused", faults.Refused).Add("cut", faults.Cut);
    }

    public string ToJson() => JsonSerializer.Serialize(_figures);
}
