using System.Net.Sockets;
using System.Text;

namespace Parley.Gateway.Tcp;

/// <summary>The file of a Unix socket: its path's length, and what an earlier run left behind.</summary>
public static class UnixSocketFile
{
    /// <summary>UTF-8 bytes of a path (<c>sun_path</c> less its end).</summary>
    public static int MaxPathBytes => OperatingSystem.IsLinux() ? 107 : 103;

    /// <exception cref="ListenException">The path is too long.</exception>
    public static UnixDomainSocketEndPoint EndPoint(string path)
    {
        var length = Encoding.UTF8.GetByteCount(path);
        if (length > MaxPathBytes)
            throw new ListenException(path, $"the path has {length} bytes, and a Unix socket's path at most {MaxPathBytes}. Choose a shorter one.");
        return new UnixDomainSocketEndPoint(path);
    }

    /// <summary>Removes a socket that nobody listens on.</summary>
    /// <exception cref="ListenException">Somebody does, or the file is something else.</exception>
    internal static void RemoveStale(UnixDomainSocketEndPoint endPoint)
    {
        var path = endPoint.ToString();
        if (!File.Exists(path))
            return;
        if (!IsSocket(path))
            throw new ListenException(path, "there is a file of another kind.", isTaken: true);
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(endPoint);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
            return;
        }
        catch (SocketException e)
        {
            throw new ListenException(path, e.Message, inner: e);
        }
        throw new ListenException(path, "another server listens there.", isTaken: true);
    }

    /// <summary>A socket is the one kind of file that its owner can't open (ENXIO).</summary>
    private static bool IsSocket(string path)
    {
        try
        {
            using var opened = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
