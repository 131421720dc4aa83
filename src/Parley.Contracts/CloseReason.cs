namespace Parley.Contracts;

/// <summary>Why a connection ended. Logged, counted and, where the protocol allows, sent. The names are on the wire: never rename.</summary>
public enum CloseReason
{
    /// <summary>The person said goodbye (<c>#exit</c>).</summary>
    Quit,

    /// <summary>The peer ended its side of the connection.</summary>
    PeerClosed,

    /// <summary>The connection broke (RST, network error).</summary>
    PeerLost,

    /// <summary>More output waited than the connection's budget, <c>limits.send-bytes</c>.</summary>
    SlowReader,

    /// <summary>Output waited and the peer took none of it within <c>limits.stall-seconds</c>.</summary>
    Stalled,

    /// <summary>Nothing came from a client that had promised to ping.</summary>
    PingTimeout,

    /// <summary>No login within <c>limits.login-seconds</c>.</summary>
    LoginTimeout,

    /// <summary>Input that can't be read on (a JSON frame past its limit, TLS noise).</summary>
    ProtocolError,

    /// <summary>More lines waited than <c>limits.rate-queue</c>.</summary>
    Flood,

    /// <summary>Too many connections, in all, from one address or of one account.</summary>
    TooManyConnections,

    /// <summary>The session was revoked, the account erased, or an operator ended it.</summary>
    Revoked,

    /// <summary>The server is stopping; reconnect later.</summary>
    ServerStopping,

    /// <summary>Another node of the cluster has more room; only for clients that said in <c>hello</c> that they move.</summary>
    Moved,

    /// <summary>A fault of ours, logged as an error; only this session ends.</summary>
    InternalError,
}
