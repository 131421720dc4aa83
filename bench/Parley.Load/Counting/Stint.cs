using System.Diagnostics;

namespace Parley.Load.Counting;

/// <summary>A stretch of measuring: time, and what server, generator and everybody else on the machine burnt in it.</summary>
internal sealed class Stint(ServerProcess? server)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly double _serverCpu = server?.CpuSeconds ?? 0;
    private readonly IReadOnlyList<double> _eachCpu = server?.CpuSecondsEach ?? [];
    private readonly double _ownCpu = OwnCpu;
    private readonly double _machineCpu = Machine.CpuSeconds;

    private static double OwnCpu => Environment.CpuUsage.TotalTime.TotalSeconds;

    /// <param name="deliveries">Messages that came to observers in it.</param>
    public StintFigures End(long deliveries)
    {
        var seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        var own = OwnCpu - _ownCpu;
        var serverCpu = server is null ? 0 : server.CpuSeconds - _serverCpu;
        var others = Math.Max(0, Machine.CpuSeconds - _machineCpu - own - serverCpu);
        double[] each = [.. (server?.CpuSecondsEach ?? []).Zip(_eachCpu, (now, before) => now - before)];
        return new StintFigures(
            Math.Round(seconds, 3),
            Math.Round(serverCpu / seconds, 2),
            Math.Round(own / seconds, 2),
            Math.Round(others / seconds, 2),
            deliveries == 0 ? 0 : Math.Round(serverCpu * 1e6 / deliveries, 3),
            serverCpu <= 0 ? 0 : Math.Round(each.Max() / serverCpu, 3));
    }
}

/// <param name="ServerCores">CPU seconds a second; so for the others.</param>
/// <param name="OtherCores">What is neither server nor generator: past a few tenths the machine was not ours, and times are not worth much.</param>
/// <param name="ServerCpuPerMillion">CPU seconds of the server for a million deliveries; 0 without any.</param>
/// <param name="LargestShare">Of the CPU time of several server processes, what the busiest had, 0 to 1.</param>
internal readonly record struct StintFigures(double Seconds, double ServerCores, double GeneratorCores, double OtherCores, double ServerCpuPerMillion, double LargestShare);
