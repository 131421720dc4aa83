using Microsoft.Extensions.Logging;
using Parley.Host.Options;

namespace Parley.Host.Serve;

/// <summary>SIGHUP: reads every source again and writes what changed into the living settings, but for the keys that need a restart.</summary>
internal sealed class SettingsReload(ServeOptions options, ILogger<SettingsReload> logger)
{
    private readonly Lock _lock = new();

    /// <summary>After each reload that was not refused, with the keys that have a new value; also one without changes, as certificates are files of their own.</summary>
    public event Action<IReadOnlyList<string>>? Applied;

    /// <summary>Refused as a whole, with nothing changed, when a start with these settings would be. Any thread; calls queue.</summary>
    public void Apply()
    {
        lock (_lock)
        {
            if (TryLoad() is not { } loaded)
                return;
            foreach (var warning in loaded.Warnings)
                logger.Warned(warning);
            var changed = new List<string>();
            foreach (var setting in SettingsTree.All.Where(setting => !setting.SameIn(options.Settings, loaded.Settings)))
            {
                if (setting.NeedsRestart)
                {
                    logger.NeedsRestart(setting.Key);
                    continue;
                }
                setting.Copy(loaded.Settings, options.Settings);
                logger.Changed(setting.Key);
                changed.Add(setting.Key);
            }
            logger.Reloaded();
            Applied?.Invoke(changed);
        }
    }

    private LoadedSettings? TryLoad()
    {
        try
        {
            return SettingsLoader.Load(options.Input);
        }
        catch (RefusedStartException e)
        {
            logger.Refused(e.Message);
            return null;
        }
    }
}

internal static partial class SettingsReloadLog
{
    [LoggerMessage(1201, LogLevel.Information, "Configuration read again")]
    public static partial void Reloaded(this ILogger logger);

    [LoggerMessage(1202, LogLevel.Information, "Setting {Key} has a new value")]
    public static partial void Changed(this ILogger logger, string key);

    [LoggerMessage(1203, LogLevel.Warning, "Setting {Key} has a new value, which needs a restart")]
    public static partial void NeedsRestart(this ILogger logger, string key);

    [LoggerMessage(1204, LogLevel.Warning, "Configuration refused, the old one stays: {Refusal}")]
    public static partial void Refused(this ILogger logger, string refusal);

    [LoggerMessage(1205, LogLevel.Warning, "{Warning}")]
    public static partial void Warned(this ILogger logger, string warning);
}
