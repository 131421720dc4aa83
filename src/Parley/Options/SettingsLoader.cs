namespace Parley.Host.Options;

/// <param name="Warnings">One line each, none of which prevents a start.</param>
/// <param name="Given">Keys that somebody gave a value, profiles left out.</param>
internal sealed record LoadedSettings(HostSettings Settings, IReadOnlyList<string> Warnings, IReadOnlySet<string> Given);

/// <summary>Lays the sources over the defaults and says what is wrong with them.</summary>
internal static class SettingsLoader
{
    /// <exception cref="RefusedStartException">The first thing that is not acceptable.</exception>
    public static LoadedSettings Load(SettingsInput input)
    {
        var settings = new HostSettings();
        var warnings = new List<string>();
        var given = new HashSet<string>(StringComparer.Ordinal);
        var assignments = input.Assignments().ToList();

        foreach (var profile in assignments.Where(a => a.Key == "serve.profile"))
            Apply(profile, settings, warnings);
        foreach (var assignment in Profiles.Of(settings.Serve.Profile))
            Apply(assignment, settings, warnings);
        foreach (var assignment in assignments)
        {
            Apply(assignment, settings, warnings);
            given.Add(assignment.Key);
        }
        if (settings.Serve.Io == "threads" && !given.Contains("limits.connections"))
            settings.Chat.Limits.Connections = CrossChecks.MaxThreads;

        if (CrossChecks.Refusal(settings, input.AllowTestSettings) is { } refusal)
            throw new RefusedStartException(refusal);
        warnings.AddRange(CrossChecks.Warnings(settings, input.AllowTestSettings));
        return new(settings, warnings.Distinct(StringComparer.Ordinal).ToList(), given);
    }

    private static void Apply(Assignment assignment, HostSettings settings, List<string> warnings)
    {
        var (key, value, source) = assignment;
        if (SettingsTree.Find(key) is null && SettingsTree.FindMap(key) is { } found && found.Map.TrySetMember(settings, found.Path, value))
            return;
        if (SettingsTree.Find(key) is not { } setting)
            warnings.Add($"{key}: unknown setting ({source}); the nearest is {SettingsTree.Nearest(key)}");
        else if (value.IsBlank && SettingsTree.IsAddress(key))
            throw new RefusedStartException($"{key}: empty ({source}); accepted: an address, or nothing given at all");
        else if (!setting.TrySet(settings, value))
            throw new RefusedStartException($"{key}: {(setting.IsSecret ? "can't be read" : $"\"{Printable.OneLine(value.Text)}\"")} ({source}); accepted: {setting.Accepted}");
    }
}
