using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Parley.BlackBox.Harness;

/// <summary>One connection as bytes, with the ways to end it.</summary>
public sealed class Wire(Socket socket, Stream stream) : IAsyncDisposable
{
    public X509Certificate2? Certificate { get; private init; }

    public static async Task<Wire> ConnectAsync(EndPoint end)
    {
        var kind = end is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp;
        return await ConnectAsync(new Socket(end.AddressFamily, SocketType.Stream, kind), end);
    }

    /// <summary>Connects a socket made elsewhere, such as in another network namespace.</summary>
    public static async Task<Wire> ConnectAsync(Socket socket, EndPoint end)
    {
        if (end is not UnixDomainSocketEndPoint)
            socket.NoDelay = true;
        using var limit = new CancellationTokenSource(Patience.Normal);
        await socket.ConnectAsync(end, limit.Token);
        return new Wire(socket, new NetworkStream(socket, ownsSocket: true));
    }

    /// <summary>TLS that takes any certificate and keeps it, as a client does that pins.</summary>
    public static async Task<Wire> ConnectTlsAsync(IPEndPoint end)
    {
        var plain = await ConnectAsync(end);
        var tls = new SslStream(plain.Stream);
        X509Certificate2? seen = null;
        using var limit = new CancellationTokenSource(Patience.Normal);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    seen = certificate is null ? null : X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
                    return true;
                },
            },
            limit.Token);
        return new Wire(plain.Socket, tls) { Certificate = seen };
    }

    private Socket Socket => socket;

    private Stream Stream => stream;

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) => stream.WriteAsync(bytes, cancellationToken);

    /// <summary>0 at the end of the stream, also when the end was a reset.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return 0;
        }
    }

    /// <summary>FIN: nothing more will be sent, reading goes on.</summary>
    public void FinishSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>RST, as a crashed or killed client leaves behind.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }

    /// <summary>A small window, so that a client that stops reading is felt soon.</summary>
    public void ShrinkReceiveBuffer() => socket.ReceiveBufferSize = 4096;

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
