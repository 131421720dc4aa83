namespace Parley.BlackBox.Harness;

/// <summary>How a server under test is started. Hashing is cheap unless the test is about it.</summary>
public sealed record ServerOptions
{
    /// <summary>Null: the program under test.</summary>
    public string? Program { get; init; }

    public string Io { get; init; } = "async";

    public string Profile { get; init; } = "standard";

    public string Lang { get; init; } = "en";

    /// <summary>Kept over a restart; null: a folder of its own that goes with the server.</summary>
    public string? Data { get; init; }

    public bool CheapHash { get; init; } = true;

    public string Line { get; init; } = "127.0.0.1:0";

    public bool Tls { get; init; }

    public bool Unix { get; init; }

    /// <summary><c>key=value</c>, each a <c>--set</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>A command to start it under, such as <c>ip netns exec x</c>.</summary>
    public IReadOnlyList<string> Prefix { get; init; } = [];

    /// <summary>Options of <c>parley lan</c>, which is started then; null: a server.</summary>
    public IReadOnlyList<string>? Lan { get; init; }

    /// <summary>With <see cref="Lan"/>: its data is where <c>parley chat</c> has it.</summary>
    public bool OfOrganisation { get; init; }

    public IEnumerable<string> Arguments(string data)
    {
        if (Lan is not null)
            return ["lan", .. OfOrganisation ? Array.Empty<string>() : ["--data", data], "--no-terminal", "--door-port", "0", "--lang", Lang, .. Lan];
        List<string> arguments = ["serve", "--data", data, "--line", Line, "--io", Io, "--profile", Profile, "--lang", Lang];
        if (Tls)
            arguments.AddRange(["--line-tls", "127.0.0.1:0"]);
        if (Unix)
            arguments.AddRange(["--unix", Path.Combine(data, "s")]);
        if (CheapHash)
            arguments.AddRange(["--allow-test-settings", "--set", "accounts.password-hash=cheapest"]);
        foreach (var setting in Settings)
            arguments.AddRange(["--set", setting]);
        arguments.AddRange(More);
        return arguments;
    }
}
