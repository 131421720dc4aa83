using System.Net.Sockets;

namespace Parley.Host.Operators;

internal static class UnixSocket
{
    private const int Backlog = 16;

    /// <summary>Binds and listens, in place of a socket file that nobody listens on any more. The caller makes sure of that by the data directory's lock.</summary>
    public static Socket Listen(UnixDomainSocketEndPoint endPoint, UnixFileMode mode)
    {
        var path = endPoint.ToString();
        File.Delete(path);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            listener.Bind(endPoint);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, mode);
            listener.Listen(Backlog);
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }
}
