using Microsoft.Extensions.Logging;

namespace Parley.Lan.Placing;

internal static partial class PlacingLog
{
    [LoggerMessage(7301, LogLevel.Warning, "Which entries have a place at the server can't be kept: they will be handed in again after a restart")]
    public static partial void SettledFailed(this ILogger logger, Exception reason);
}
