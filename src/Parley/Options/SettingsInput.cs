using System.Collections;

namespace Parley.Host.Options;

/// <summary>Where settings come from, kept so that SIGHUP can read them again. Later ones win: file, environment, <c>--set</c>, flags.</summary>
internal sealed record SettingsInput
{
    /// <summary><c>--config</c>, or null.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>As at the start: a process's environment does not change.</summary>
    public IReadOnlyList<Assignment> Environment { get; init; } = [];

    /// <summary><c>--set</c> in the order given, then the flags that stand for a key.</summary>
    public IReadOnlyList<Assignment> Flags { get; init; } = [];

    /// <summary><c>--allow-test-settings</c>: a flag only, so that no file can switch it on.</summary>
    public bool AllowTestSettings { get; init; }

    /// <exception cref="RefusedStartException">The configuration file can't be read.</exception>
    public IEnumerable<Assignment> Assignments() => [.. ConfigPath is null ? [] : ConfigFile.Read(ConfigPath), .. Environment, .. Flags];

    public static IReadOnlyList<Assignment> FromEnvironment(IDictionary variables)
    {
        var assignments = new List<Assignment>();
        foreach (DictionaryEntry variable in variables)
        {
            var name = (string)variable.Key;
            if (SettingKey.FromEnvironment(name) is { } key)
                assignments.Add(new(key, SettingValue.Parse((string?)variable.Value ?? ""), name));
        }
        return assignments;
    }
}
