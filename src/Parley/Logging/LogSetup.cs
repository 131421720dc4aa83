using Parley.Host.Options;

namespace Parley.Host.Logging;

internal static class LogSetup
{
    /// <exception cref="RefusedStartException">The log file can't be opened.</exception>
    public static ServerLog Open(LogSettings settings, TimeProvider time)
    {
        try
        {
            var file = settings.File is null ? null : new LogFile(settings.File, settings.FileSize, settings.Files);
            var writer = new LogWriter(Console.OpenStandardError(), file, LogFormat.Of(settings.Format), time);
            return new(ServerLog.ParseLevel(settings.Level), writer, time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedStartException($"log.file: \"{Printable.OneLine(settings.File!)}\": {e.Message}; accepted: a file that can be written");
        }
    }
}
