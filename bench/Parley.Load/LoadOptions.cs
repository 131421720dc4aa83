using System.Globalization;
using System.Net;

namespace Parley.Load;

/// <summary>The command line: a scenario, then <c>--name value</c> pairs; a scenario has its own defaults for what is not given.</summary>
internal sealed class LoadOptions
{
    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);

    private LoadOptions(string scenario) => Scenario = scenario;

    public string Scenario { get; }

    public IPEndPoint Server => IPEndPoint.Parse(_given.GetValueOrDefault("server", "127.0.0.1:7000"));

    /// <summary>The server's process on this machine, for its CPU and memory.</summary>
    public int? ServerProcess => _given.TryGetValue("pid", out var pid) ? Number(pid) : null;

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
        return options;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
