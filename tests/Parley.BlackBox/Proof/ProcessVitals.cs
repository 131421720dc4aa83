using System.Globalization;

namespace Parley.BlackBox.Proof;

/// <summary>What a process holds, from <c>/proc</c>: open handles, threads and resident memory.</summary>
internal sealed record ProcessVitals(int Handles, int Threads, long ResidentBytes)
{
    public static ProcessVitals Of(int processId)
    {
        var folder = $"/proc/{processId}";
        var status = File.ReadAllLines($"{folder}/status").Select(l => l.Split(':', 2)).ToDictionary(p => p[0], p => p[1].Trim(), StringComparer.Ordinal);
        return new ProcessVitals(
            Directory.GetFileSystemEntries($"{folder}/fd").Length,
            int.Parse(status["Threads"], CultureInfo.InvariantCulture),
            1024 * long.Parse(status["VmRSS"].Split(' ')[0], CultureInfo.InvariantCulture));
    }
}
