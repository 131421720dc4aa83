using Parley.Contracts;

namespace Parley.Gateway.WebSockets;

/// <summary>RFC 6455, 7.4.1, and 1012 and 1013 of its registry.</summary>
internal static class CloseCode
{
    public const int Normal = 1000;
    public const int GoingAway = 1001;
    public const int ProtocolError = 1002;
    public const int Unsupported = 1003;
    public const int NoneGiven = 1005;
    public const int NotUtf8 = 1007;
    public const int Policy = 1008;
    public const int TooLong = 1009;
    public const int InternalError = 1011;
    public const int TryLater = 1013;

    public static int Of(CloseReason reason) => reason switch
    {
        CloseReason.Quit or CloseReason.PeerClosed => Normal,
        CloseReason.ServerStopping or CloseReason.Moved => GoingAway,
        CloseReason.ProtocolError => ProtocolError,
        CloseReason.InternalError => InternalError,
        CloseReason.TooManyConnections => TryLater,
        _ => Policy,
    };

    /// <summary>May stand in a frame (RFC 6455, 7.4.2).</summary>
    public static bool IsSendable(int code) => code is >= 1000 and <= 1003 or >= 1007 and <= 1014 or >= 3000 and <= 4999;
}
