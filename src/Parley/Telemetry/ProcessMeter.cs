using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Parley.Host.Telemetry;

/// <summary>The process, by the names of OpenTelemetry's conventions.</summary>
internal static class ProcessMeter
{
    public static void Measure(Meter meter)
    {
        meter.CreateObservableCounter("process.cpu.time", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "Time that processors have spent on the server");
        meter.CreateObservableUpDownCounter("process.memory.usage", () => Environment.WorkingSet, "By", "Memory of the process");
        meter.CreateObservableUpDownCounter("process.heap.usage", () => GC.GetTotalMemory(forceFullCollection: false), "By", "Memory of the collected heap");
        meter.CreateObservableGauge("process.uptime", Uptime, "s", "Since the server began");
    }

    private static double Uptime()
    {
        using var process = Process.GetCurrentProcess();
        return (TimeProvider.System.GetUtcNow().UtcDateTime - process.StartTime.ToUniversalTime()).TotalSeconds;
    }
}
