using Parley.Host.Options;

namespace Parley.Host.Serve;

/// <summary>All that a server is told at its start, validated.</summary>
internal sealed class ServeOptions
{
    /// <summary>Live: SIGHUP writes into it.</summary>
    public required HostSettings Settings { get; init; }

    /// <summary>Absolute; not made yet.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>In the order in which they open.</summary>
    public required IReadOnlyList<ListenRequest> Listeners { get; init; }

    /// <summary>One line each, for the log.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    internal required SettingsInput Input { get; init; }

    /// <exception cref="RefusedStartException">Something given is not acceptable.</exception>
    internal static ServeOptions From(SettingsInput input)
    {
        var loaded = SettingsLoader.Load(input);
        var directory = Options.DataDirectory.Locate(loaded.Settings.Serve, Environment.GetEnvironmentVariable);
        return new()
        {
            Settings = loaded.Settings,
            DataDirectory = directory,
            Listeners = ListenPlan.Of(loaded.Settings.Listen, directory, Environment.GetEnvironmentVariable("PORT")),
            Warnings = [.. loaded.Warnings, .. PortWarning(loaded.Settings)],
            Input = input,
        };
    }

    private static IEnumerable<string> PortWarning(HostSettings settings) =>
        Environment.GetEnvironmentVariable("PORT") is { Length: > 0 } port && settings.Listen.Http.Count == 0 && settings.Chat.Http.TrustedProxies.Count == 0
            ? [$"PORT: plain HTTP on port {port} of every address, for a proxy that does TLS; until http.trusted-proxies lists that proxy, passwords that come by it are refused"]
            : [];
}
