using System.Net.Sockets;

namespace Parley.Gateway.Tcp;

/// <summary>The two ways a socket ends.</summary>
internal static class SocketEnd
{
    private const int PieceBytes = 4096;

    public static async ValueTask FinishAsync(Socket socket, bool linger)
    {
        socket.Shutdown(SocketShutdown.Send);
        if (linger || socket.Available > 0)
        {
            var dropped = new byte[PieceBytes];
            while (await socket.ReceiveAsync(dropped, SocketFlags.None) > 0)
            {
            }
        }
        // Wakes who waits for input.
        socket.Shutdown(SocketShutdown.Both);
    }

    public static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            // Wakes a thread that waits in poll, which a mere close would not.
            socket.Shutdown(SocketShutdown.Receive);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Already ended by the peer or by us; closing is all that is left.
        }
        socket.Dispose();
    }
}
