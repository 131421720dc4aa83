using System.Globalization;
using System.Net;
using Parley.Load.Wire;

namespace Parley.Load;

/// <summary>The command line: a scenario, then <c>--name value</c> pairs; a scenario has its own defaults for what is not given.</summary>
internal sealed class LoadOptions
{
    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);

    private LoadOptions(string scenario) => Scenario = scenario;

    public string Scenario { get; }

    /// <summary>One, or the nodes of a cluster with commas between.</summary>
    public IReadOnlyList<IPEndPoint> Servers => [.. _given.GetValueOrDefault("server", Door == Door.WebSocket ? "127.0.0.1:8080" : "127.0.0.1:7000").Split(',').Select(IPEndPoint.Parse)];

    public Door Door { get; private set; }

    /// <summary>The server's processes on this machine, for their CPU and memory.</summary>
    public IReadOnlyList<int> ServerProcesses => _given.TryGetValue("pid", out var pids) ? [.. pids.Split(',').Select(Number)] : [];

    /// <summary>Where the accounts of a data directory are written and read.</summary>
    public string? AccountFile => _given.GetValueOrDefault("accounts");

    public string Directory => _given.GetValueOrDefault("directory", ".");

    public TimeSpan WarmUp => TimeSpan.FromSeconds(Int("warm-up", 2));

    public TimeSpan Measured(int seconds) => TimeSpan.FromSeconds(Int("seconds", seconds));

    public int Int(string name, int otherwise) => _given.TryGetValue(name, out var value) ? Number(value) : otherwise;

    public static LoadOptions? TryParse(string[] args)
    {
        if (args.Length % 2 == 0)
            return null;
        var options = new LoadOptions(args[0]);
        for (var i = 1; i < args.Length; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
                return null;
            options._given[args[i][2..]] = args[i + 1];
        }
        switch (options._given.GetValueOrDefault("door", "tcp"))
        {
            case "tcp":
                return options;
            case "ws":
                options.Door = Door.WebSocket;
                return options;
            default:
                return null;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
