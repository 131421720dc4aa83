using System.Diagnostics;
using Parley.Load.Counting;

namespace Parley.PeerLoad.Counting;

/// <summary>What this process and the rest of the machine use, from one look to another.</summary>
internal sealed class Use
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly double _own = Own;
    private readonly double _all = Machine.CpuSeconds;

    public double Seconds => Stopwatch.GetElapsedTime(_began).TotalSeconds;

    /// <summary>Of all peers.</summary>
    public double CpuSeconds => Own - _own;

    /// <summary>That others were busy with.</summary>
    public double OtherCores => Math.Max(0, Machine.CpuSeconds - _all - CpuSeconds) / Seconds;

    private static double Own => Environment.CpuUsage.TotalTime.TotalSeconds;
}
