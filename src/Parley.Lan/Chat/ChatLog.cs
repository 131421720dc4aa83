using Microsoft.Extensions.Logging;
using Parley.Lan.Links;

namespace Parley.Lan.Chat;

internal static partial class ChatLog
{
    [LoggerMessage(7101, LogLevel.Warning, "{Device} uses the name of {Known} and is refused")]
    public static partial void Refused(this ILogger logger, Shown device, Shown known);

    [LoggerMessage(7102, LogLevel.Error, "The file of known devices can't be written")]
    public static partial void KnownDevicesFailed(this ILogger logger, Exception reason);

    [LoggerMessage(7103, LogLevel.Warning, "Which private messages were shown can't be kept: they will be shown again after a restart")]
    public static partial void MarkFailed(this ILogger logger, Exception reason);
}
