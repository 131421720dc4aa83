using System.Net;
using System.Net.Sockets;

namespace Parley.Cluster.Tests.Support;

internal static class FreePorts
{
    /// <summary>Below the ports that the system gives to outgoing connections, which could take one while who owns it restarts.</summary>
    private const int First = 20_000;

    private const int End = 32_000;

    private static int _next = Random.Shared.Next(First, End);

    /// <summary>Ports of loopback that nobody listens on, and that nobody else of this process was given.</summary>
    public static int[] Take(int count)
    {
        var ports = new List<int>();
        while (ports.Count < count)
        {
            var port = First + (Interlocked.Increment(ref _next) % (End - First));
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                ports.Add(port);
            }
            catch (SocketException)
            {
                // Somebody's.
            }
        }
        return [.. ports];
    }

    public static async Task<bool> IsOpenAsync(int port, string address = "127.0.0.1")
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Parse(address), port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
