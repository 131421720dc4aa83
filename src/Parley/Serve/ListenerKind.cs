namespace Parley.Host.Serve;

/// <summary>In the order of the ready line; the Unix socket is last, as its path may hold spaces.</summary>
internal enum ListenerKind
{
    Line,
    LineTls,
    Irc,
    IrcTls,
    IrcWs,
    IrcWss,
    Http,
    Https,
    ImServer,
    Unix,
}

internal static class ListenerKinds
{
    /// <summary>As flags, settings and the ready line name it.</summary>
    public static string Name(this ListenerKind kind) => kind switch
    {
        ListenerKind.Line => "line",
        ListenerKind.LineTls => "line-tls",
        ListenerKind.Irc => "irc",
        ListenerKind.IrcTls => "irc-tls",
        ListenerKind.IrcWs => "irc-ws",
        ListenerKind.IrcWss => "irc-wss",
        ListenerKind.Http => "http",
        ListenerKind.Https => "https",
        ListenerKind.ImServer => "imserver",
        _ => "unix",
    };

    public static bool IsTls(this ListenerKind kind) => kind is ListenerKind.LineTls or ListenerKind.IrcTls or ListenerKind.IrcWss or ListenerKind.Https;

    /// <summary>Served by the web door, not by the socket gateway.</summary>
    public static bool IsWeb(this ListenerKind kind) => kind is ListenerKind.Http or ListenerKind.Https or ListenerKind.ImServer;

    public static bool IsIrc(this ListenerKind kind) => kind is ListenerKind.Irc or ListenerKind.IrcTls or ListenerKind.IrcWs or ListenerKind.IrcWss;
}
