using System.Globalization;
using System.Net;
using Parley.Host.Options;

namespace Parley.Host.Serve;

/// <summary>A listener to open. <paramref name="Named"/>: somebody asked for it, so that it opens there or the start is refused; a default one may move or stay away.</summary>
/// <param name="EndPoint">An <see cref="IPEndPoint"/>, or a path for <see cref="ListenerKind.Unix"/>.</param>
internal sealed record ListenRequest(ListenerKind Kind, EndPoint EndPoint, bool Named)
{
    /// <summary>As flags and the ready line name it.</summary>
    public string Name => Kind.Name();
}

internal static class ListenPlan
{
    private const int LinePort = 7000;
    private const int LineTlsPort = 7443;
    private const int IrcPort = 6667;
    private const int IrcTlsPort = 6697;
    private const int HttpPort = 8080;
    private const int HttpsPort = 8443;

    /// <param name="port">Of the environment variable <c>PORT</c>, by which platforms tell a program where their proxy looks for it; null: not set. It asks for plain HTTP there, on every address, where no <c>listen.http</c> does.</param>
    /// <exception cref="RefusedStartException">A named Unix socket's path is too long, or <paramref name="port"/> is none.</exception>
    public static IReadOnlyList<ListenRequest> Of(ListenSettings settings, string dataDirectory, string? port = null)
    {
        var plan = new List<ListenRequest>();
        if (settings.Line is not null || !settings.Any)
            plan.Add(Tcp(ListenerKind.Line, settings.Line, new(IPAddress.Loopback, LinePort)));
        if (settings.LineTls is not null || !settings.Any)
            plan.Add(Tcp(ListenerKind.LineTls, settings.LineTls, new(ListenAddress.Any, LineTlsPort)));
        if (settings.Irc is not null || !settings.Any)
            plan.Add(Tcp(ListenerKind.Irc, settings.Irc, new(IPAddress.Loopback, IrcPort)));
        if (settings.IrcTls is not null || !settings.Any)
            plan.Add(Tcp(ListenerKind.IrcTls, settings.IrcTls, new(ListenAddress.Any, IrcTlsPort)));
        if (settings.IrcWs is not null)
            plan.Add(Named(ListenerKind.IrcWs, settings.IrcWs));
        if (settings.IrcWss is not null)
            plan.Add(Named(ListenerKind.IrcWss, settings.IrcWss));
        if (settings.Http.Count == 0 && port is { Length: > 0 })
            plan.Add(new(ListenerKind.Http, new IPEndPoint(IPAddress.Any, PortOf(port)), Named: true));
        else if (settings.Http.Count == 0 && !settings.Any)
            plan.Add(new(ListenerKind.Http, new IPEndPoint(IPAddress.Loopback, HttpPort), Named: false));
        if (!settings.Any)
            plan.Add(new(ListenerKind.Https, new IPEndPoint(ListenAddress.Any, HttpsPort), Named: false));
        plan.AddRange(settings.Http.Select(place => Named(ListenerKind.Http, place)));
        plan.AddRange(settings.Https.Select(place => Named(ListenerKind.Https, place)));
        if (settings.Imserver is not null)
            plan.Add(Named(ListenerKind.ImServer, settings.Imserver));
        if (settings.Unix is { } named)
            plan.Add(new(ListenerKind.Unix, SocketPath.EndPoint(Path.GetFullPath(named)) ?? throw new RefusedStartException($"listen.unix: \"{named}\"; accepted: a path of at most {SocketPath.MaxBytes} bytes"), Named: true));
        else if (!settings.Any && SocketPath.EndPoint(Path.Combine(dataDirectory, "parley.sock")) is { } inDirectory)
            plan.Add(new(ListenerKind.Unix, inDirectory, Named: false));
        return plan;
    }

    private static ListenRequest Tcp(ListenerKind kind, string? text, IPEndPoint normally) =>
        text is null ? new(kind, normally, Named: false) : Named(kind, text);

    private static int PortOf(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : throw new RefusedStartException($"PORT: \"{Printable.OneLine(text)}\"; accepted: 0 to 65535");

    private static ListenRequest Named(ListenerKind kind, string text) =>
        ListenAddress.TryParse(text, out var endPoint) ? new(kind, endPoint, Named: true) : throw new RefusedStartException($"listen.{kind.Name()}: \"{text}\"; accepted: {ListenAddressTextAttribute.Accepted}");
}
