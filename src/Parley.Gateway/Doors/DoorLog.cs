using Microsoft.Extensions.Logging;
using Parley.Contracts;

namespace Parley.Gateway.Doors;

/// <summary>Event ids 3100 to 3199.</summary>
internal static partial class DoorLog
{
    [LoggerMessage(3101, LogLevel.Error, "Session {Session}: what it was to be told could not be written; the connection ends")]
    public static partial void EncodingFailed(this ILogger log, SessionId session, Exception fault);
}
