using System.Globalization;

namespace Parley.Load.Counting;

/// <summary>Figures of a process on this machine, read from <c>/proc</c>.</summary>
internal sealed class ServerProcess(int id)
{
    /// <summary>User and system time so far.</summary>
    public double CpuSeconds
    {
        get
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            // Fields 14 and 15 of proc_pid_stat(5), counted from behind the name.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / Machine.ClockTicksPerSecond;
        }
    }

    /// <summary>Resident bytes.</summary>
    public long ResidentBytes => Bytes("VmRSS:");

    public long PeakResidentBytes => Bytes("VmHWM:");

    private long Bytes(string name)
    {
        var line = File.ReadLines($"/proc/{id}/status").First(l => l.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
