using System.Net;
using Microsoft.Extensions.Logging;
using Parley.Lan.Identity;
using Parley.Protocol.Peer;

namespace Parley.Lan.Links;

/// <summary>A device as people compare it; put into words only when it is logged.</summary>
internal readonly record struct Shown(DeviceId Device)
{
    public override string ToString() => Fingerprint.Of(Device);
}

internal static partial class LinkLog
{
    [LoggerMessage(7001, LogLevel.Information, "Linked with {Device} at {End}")]
    public static partial void Linked(this ILogger logger, Shown device, EndPoint end);

    [LoggerMessage(7002, LogLevel.Information, "The link with {Device} at {End} ended: {Why}")]
    public static partial void Ended(this ILogger logger, Shown device, EndPoint end, string why);

    [LoggerMessage(7003, LogLevel.Information, "No link with {End}: {Why}")]
    public static partial void NoLink(this ILogger logger, EndPoint end, string why);

    [LoggerMessage(7004, LogLevel.Warning, "{Device} has signed two entries with number {Number}: its key is copied, or its data was put back")]
    public static partial void Forked(this ILogger logger, Shown device, long number);

    [LoggerMessage(7005, LogLevel.Warning, "The clock of {Device} is more than a day ahead: what it writes is taken when its time has come")]
    public static partial void RunsAhead(this ILogger logger, Shown device);

    [LoggerMessage(7006, LogLevel.Error, "A connection of a peer failed by a fault of ours")]
    public static partial void ConnectionFailed(this ILogger logger, Exception reason);

    [LoggerMessage(7007, LogLevel.Warning, "{Device} broke the rules ({Reason}) and is kept out for ten minutes")]
    public static partial void Barred(this ILogger logger, Shown device, ByeReason reason);

    [LoggerMessage(7008, LogLevel.Warning, "{Device} was revoked by the organisation and is not let in any more")]
    public static partial void Revoked(this ILogger logger, Shown device);

    [LoggerMessage(7009, LogLevel.Error, "The file of revoked devices can't be written: they are let in again after a restart, until somebody tells of them")]
    public static partial void RevocationsFailed(this ILogger logger, Exception reason);

    [LoggerMessage(7010, LogLevel.Error, "The log of the peers can't be written: all links are let go until it can")]
    public static partial void LogFailed(this ILogger logger);

    [LoggerMessage(7011, LogLevel.Information, "The log of the peers can be written again")]
    public static partial void LogWorksAgain(this ILogger logger);
}
