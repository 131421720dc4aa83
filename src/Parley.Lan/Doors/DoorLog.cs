using Microsoft.Extensions.Logging;

namespace Parley.Lan.Doors;

internal static partial class DoorLog
{
    [LoggerMessage(7201, LogLevel.Warning, "A program of another user of this machine was not let in")]
    public static partial void OtherUser(this ILogger logger);
}
