using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parley.Gateway.Doors.Irc;

/// <summary>Asks who a client is: its address's name in DNS (<c>irc.reverse-dns</c>), and its user's name by RFC 1413 (<c>irc.ident</c>).</summary>
internal static class Identification
{
    private const int IdentPort = 113;
    private const int MaxUser = 20;

    /// <summary>Nobody waits longer for an answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The name, if it leads back to the address; null otherwise.</summary>
    public static async Task<string?> HostAsync(IPAddress address, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            using var limit = new CancellationTokenSource(Patience, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            var name = (await Dns.GetHostEntryAsync(address.ToString(), both.Token)).HostName;
            var back = await Dns.GetHostAddressesAsync(name, both.Token);
            return back.Contains(address) && name.Length <= 63 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-') ? name : null;
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The user's name as the client's machine tells it; null when it does not.</summary>
    /// <param name="client">The client's end of the connection.</param>
    /// <param name="port">Ours.</param>
    public static async Task<string?> UserAsync(IPEndPoint client, int port, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            using var limit = new CancellationTokenSource(Patience, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            using var socket = new Socket(client.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(new IPEndPoint(client.Address, IdentPort), both.Token);
            await socket.SendAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{client.Port}, {port}\r\n")), both.Token);
            var buffer = new byte[512];
            var read = await socket.ReceiveAsync(buffer, both.Token);
            return Read(Encoding.ASCII.GetString(buffer, 0, read));
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary><c>6193, 23 : USERID : UNIX : stjohns</c>. RFC 1413, section 4.</summary>
    public static string? Read(string answer)
    {
        var parts = answer.Split(':', 4);
        if (parts.Length < 4 || parts[1].Trim() != "USERID")
            return null;
        var user = string.Concat(parts[3].Trim().Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'));
        return user.Length is > 0 and <= MaxUser ? user : null;
    }
}
