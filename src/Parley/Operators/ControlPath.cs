using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Parley.Host.Serve;

namespace Parley.Host.Operators;

/// <summary>Where a server and its operators meet: <c>DIR/control.sock</c>, or, when that path is too long for a socket, <c>$XDG_RUNTIME_DIR/parley-HASH.sock</c>, which is its user's own as well.</summary>
internal static class ControlPath
{
    /// <summary>Null when neither path will do; then operators need the server stopped, or a shorter directory.</summary>
    /// <param name="dataDirectory">Absolute: the same for server and operator.</param>
    public static UnixDomainSocketEndPoint? Of(string dataDirectory, string? runtimeDirectory)
    {
        if (SocketPath.EndPoint(Path.Combine(dataDirectory, "control.sock")) is { } inside)
            return inside;
        if (string.IsNullOrEmpty(runtimeDirectory))
            return null;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataDirectory)))[..16];
        return SocketPath.EndPoint(Path.Combine(runtimeDirectory, $"parley-{hash}.sock"));
    }

    public static UnixDomainSocketEndPoint? Of(string dataDirectory) => Of(dataDirectory, Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"));
}
