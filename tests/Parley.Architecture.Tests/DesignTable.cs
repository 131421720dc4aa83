namespace Parley.Architecture.Tests;

/// <summary>The table of docs/architecture.md: what each project may reference, and the packages it may take.</summary>
internal static class DesignTable
{
    public static readonly IReadOnlyDictionary<string, (string[] References, string[] Packages)> Allowed =
        new Dictionary<string, (string[], string[])>(StringComparer.Ordinal)
        {
            ["Parley.Contracts"] = ([], []),
            ["Parley.Protocol"] = (["Parley.Contracts"], []),
            ["Parley.Core"] = (["Parley.Contracts"], ["Microsoft.Extensions.Logging.Abstractions"]),
            ["Parley.Storage"] = (
                ["Parley.Core", "Parley.Contracts"],
                ["SQLitePCLRaw.core", "SQLitePCLRaw.provider.e_sqlite3", "SQLitePCLRaw.bundle_e_sqlite3", "Npgsql"]),
            ["Parley.Cluster"] = (["Parley.Core", "Parley.Contracts"], ["RabbitMQ.Client"]),
            ["Parley.Lan"] = (["Parley.Core", "Parley.Contracts", "Parley.Protocol"], []),
            ["Parley.Gateway"] = (["Parley.Core", "Parley.Contracts", "Parley.Protocol"], ["Microsoft.AspNetCore.OpenApi"]),
            ["Parley.Client"] = (["Parley.Contracts", "Parley.Protocol"], []),
            ["Parley.Terminal"] = (["Parley.Client", "Parley.Contracts"], []),
            ["Parley"] = (
                ["Parley.Contracts", "Parley.Protocol", "Parley.Core", "Parley.Storage", "Parley.Cluster", "Parley.Lan", "Parley.Gateway", "Parley.Client", "Parley.Terminal"],
                ["System.CommandLine", "OpenTelemetry", "OpenTelemetry.Exporter.OpenTelemetryProtocol"]),
        };
}
