using System.Buffers;
using System.Net.Sockets;

namespace Parley.Gateway.Proxies;

/// <summary>Reads a header of the PROXY protocol off a socket, and not one byte more: TLS or the client's first line follow.</summary>
internal static class ProxyPrelude
{
    /// <summary>Between looks at a header that comes in pieces, which proxies are told not to do.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits for the first bytes. Null: they are no header, and are still there.</summary>
    /// <exception cref="Contracts.ProtocolException">A broken header.</exception>
    public static async Task<ProxyHeader?> ReadAsync(Socket socket, TimeProvider time, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ProxyHeader.MaxBytes);
        try
        {
            while (true)
            {
                var seen = await socket.ReceiveAsync(buffer.AsMemory(0, ProxyHeader.MaxBytes), SocketFlags.Peek, cancellationToken);
                if (seen == 0)
                    return null;
                if (ProxyHeader.TryRead(buffer.AsSpan(0, seen), out var header))
                {
                    for (var left = header?.Bytes ?? 0; left > 0;)
                        left -= await socket.ReceiveAsync(buffer.AsMemory(0, left), SocketFlags.None, cancellationToken);
                    return header;
                }
                await Task.Delay(LookAgain, time, cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
