using System.Globalization;

namespace Parley.Load.Counting;

/// <summary>The machine's own figures, read from <c>/proc</c>.</summary>
internal static class Machine
{
    public const double ClockTicksPerSecond = 100;

    /// <summary>Time that all cores were busy, since the start.</summary>
    public static double CpuSeconds
    {
        get
        {
            // proc_stat(5): user nice system idle iowait irq softirq steal.
            long[] ticks = [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(t => long.Parse(t, CultureInfo.InvariantCulture))];
            return (ticks.Sum() - ticks[3] - ticks[4]) / ClockTicksPerSecond;
        }
    }
}
