using System.Runtime.CompilerServices;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Parley.Host.Options;

namespace Parley.Host.Telemetry;

/// <summary>Sends the figures to a collector by OTLP. Nothing of OpenTelemetry is loaded before <see cref="Start"/>.</summary>
internal static class OtlpExport
{
    private static readonly TimeSpan LastReport = TimeSpan.FromSeconds(2);

    /// <summary>Reports until it is ended; the last report goes out then.</summary>
    /// <param name="meter">The meter's name. The runtime's own figures go with it.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Func<ValueTask> Start(OtelSettings settings, string meter, string version)
    {
        var provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService("parley", serviceVersion: version).AddEnvironmentVariableDetector())
            .AddMeter(meter, "System.Runtime")
            .AddOtlpExporter((exporter, reader) =>
            {
                var http = settings.Protocol == "http";
                exporter.Protocol = http ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
                // Given by hand, the address is taken as it is: the path of metrics is ours to add.
                exporter.Endpoint = http ? new Uri(settings.Endpoint!.TrimEnd('/') + "/v1/metrics") : new Uri(settings.Endpoint!);
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = settings.Interval * 1000;
            })
            .Build();
        return () =>
        {
            provider.Shutdown((int)LastReport.TotalMilliseconds);
            provider.Dispose();
            return ValueTask.CompletedTask;
        };
    }
}
