using System.Net.Sockets;
using System.Text;

namespace Parley.Host.Serve;

/// <summary>Paths of Unix sockets, which systems cut at about 100 bytes (sockaddr_un: 108 on Linux, 104 on macOS, both with the ending NUL).</summary>
internal static class SocketPath
{
    public const int MaxBytes = 100;

    /// <summary>Null when the path is too long.</summary>
    public static UnixDomainSocketEndPoint? EndPoint(string path) => Encoding.UTF8.GetByteCount(path) <= MaxBytes ? new(path) : null;
}
