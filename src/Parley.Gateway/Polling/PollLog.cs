using Microsoft.Extensions.Logging;

namespace Parley.Gateway.Polling;

internal static partial class PollLog
{
    [LoggerMessage(3060, LogLevel.Error, "Work at the end of a turn failed")]
    public static partial void TurnFailed(this ILogger log, Exception exception);
}
