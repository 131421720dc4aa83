using System.Diagnostics.CodeAnalysis;

namespace Parley.Cluster.Rabbit;

/// <summary>A broker: <c>amqp(s)://user:password@host:port/vhost</c>. As text it is without user and password, so that it can be logged.</summary>
/// <param name="IsTls"><c>amqps</c>.</param>
/// <param name="User">Null for none: guest, or whom the client certificate says.</param>
public sealed record RabbitAddress(string Host, int Port, bool IsTls, string? User, string? Password, string VirtualHost)
{
    private const int PlainPort = 5672;
    private const int TlsPort = 5671;

    /// <summary>User, password and vhost are percent-encoded where they must be; without a port it is 5672, with TLS 5671; without a vhost it is <c>/</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RabbitAddress? address)
    {
        address = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps") || uri.Host.Length == 0)
            return false;
        var vhost = uri.AbsolutePath.TrimStart('/');
        if (vhost.Contains('/', StringComparison.Ordinal) || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            return false;
        var isTls = uri.Scheme == "amqps";
        var (user, password) = Credentials(uri.UserInfo);
        var port = uri.IsDefaultPort || uri.Port <= 0 ? (isTls ? TlsPort : PlainPort) : uri.Port;
        address = new RabbitAddress(uri.IdnHost, port, isTls, user, password, vhost.Length == 0 ? "/" : Uri.UnescapeDataString(vhost));
        return true;
    }

    public override string ToString() => $"{(IsTls ? "amqps" : "amqp")}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";

    private static (string? User, string? Password) Credentials(string userInfo)
    {
        if (userInfo.Length == 0)
            return (null, null);
        var colon = userInfo.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? (Uri.UnescapeDataString(userInfo), "")
            : (Uri.UnescapeDataString(userInfo[..colon]), Uri.UnescapeDataString(userInfo[(colon + 1)..]));
    }
}
