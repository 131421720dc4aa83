using System.Globalization;

namespace Parley.Load.Counting;

/// <summary>Figures of the server's processes on this machine together, read from <c>/proc</c>.</summary>
internal sealed class ServerProcess(IReadOnlyList<int> ids)
{
    /// <summary>User and system time so far.</summary>
    public double CpuSeconds => ids.Sum(Seconds);

    /// <summary>Of each, in the order they were given.</summary>
    public IReadOnlyList<double> CpuSecondsEach => [.. ids.Select(Seconds)];

    /// <summary>Resident bytes.</summary>
    public long ResidentBytes => ids.Sum(id => Bytes(id, "VmRSS:"));

    public long PeakResidentBytes => ids.Sum(id => Bytes(id, "VmHWM:"));

    /// <summary>SIGKILL to the last of them.</summary>
    public void KillLast()
    {
        using var process = System.Diagnostics.Process.GetProcessById(ids[^1]);
        process.Kill();
    }

    private static double Seconds(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        // Fields 14 and 15 of proc_pid_stat(5), counted from behind the name.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / Machine.ClockTicksPerSecond;
    }

    private static long Bytes(int id, string name)
    {
        var line = File.ReadLines($"/proc/{id}/status").First(l => l.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
