using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Parley.Client;

/// <summary>Opens connections: TCP, TLS with pinned certificates, Unix sockets.</summary>
internal sealed class Dialer(CertificatePins pins, TimeSpan timeout, TimeProvider time)
{
    /// <summary>For a connection, and then for the server's greeting.</summary>
    public TimeSpan Patience => timeout;

    /// <exception cref="CertificateChangedException">Not the certificate of before.</exception>
    /// <exception cref="IOException">Nobody there, no answer in time, no TLS.</exception>
    public async Task<(Stream Stream, ServerCertificate? Certificate)> DialAsync(ServerAddress address, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        Stream? stream = null;
        try
        {
            stream = await OpenAsync(address, both.Token).ConfigureAwait(false);
            if (address.Transport is not Transport.Tls)
                return (stream, null);
            var (tls, certificate) = await SecureAsync(stream, address, both.Token).ConfigureAwait(false);
            return (tls, certificate);
        }
        catch (Exception e) when (e is not CertificateChangedException)
        {
            if (stream is not null)
                await stream.DisposeAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw e switch
            {
                OperationCanceledException => new IOException($"{address}: no answer within {timeout.TotalSeconds:0} s", e),
                SocketException or AuthenticationException or IOException => new IOException($"{address}: {e.Message}", e),
                _ => e,
            };
        }
    }

    private static async Task<Stream> OpenAsync(ServerAddress address, CancellationToken cancellationToken)
    {
        var socket = address.Transport is Transport.Unix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (address.Transport is Transport.Unix)
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(address.Host), cancellationToken).ConfigureAwait(false);
            else
                await socket.ConnectAsync(address.Host, address.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<(Stream, ServerCertificate)> SecureAsync(Stream plain, ServerAddress address, CancellationToken cancellationToken)
    {
        var fingerprint = "";
        string? pinned = null;
        var trust = CertificateTrust.System;
        var tls = new SslStream(plain);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = address.Host,
            RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            {
                if (certificate is null)
                    return false;
                fingerprint = CertificatePins.FingerprintOf(certificate);
                if (errors is SslPolicyErrors.None)
                    return true;
                pinned = pins.Find(address);
                trust = pinned is null ? CertificateTrust.FirstUse : CertificateTrust.Pinned;
                return pinned is null || string.Equals(pinned, fingerprint, StringComparison.OrdinalIgnoreCase);
            },
        };
        try
        {
            await tls.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
        }
        catch (AuthenticationException) when (pinned is not null && !string.Equals(pinned, fingerprint, StringComparison.OrdinalIgnoreCase))
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw new CertificateChangedException(address, pinned, fingerprint, pins.FilePath);
        }
        if (trust is CertificateTrust.FirstUse)
            pins.Add(address, fingerprint);
        return (tls, new ServerCertificate(fingerprint, trust));
    }
}
