using System.Globalization;
using Parley.Protocol.Irc;
using static Parley.Protocol.Irc.Numeric;

namespace Parley.Gateway.Doors.Irc.Commands;

/// <summary>Negotiation of capabilities. IRCv3 capability-negotiation, version 302.</summary>
internal static class CapCommands
{
    public static async ValueTask CapAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var values = client.Server.CapabilityValues(client.Connection.Wire.IsEncrypted, client.Session.Origin.IsSecret);
        switch (message.Params[0].ToUpperInvariant())
        {
            case "LS":
                var version = int.TryParse(message.Param(1), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 301;
                client.Signing.IsNegotiating |= !client.Signing.IsComplete;
                if (version >= 302)
                {
                    client.Signing.Knows302 = true;
                    client.Capabilities |= Capability.CapNotify;
                }
                Send(client, "LS", Capabilities.ListFor(client.Signing.Knows302, values, Room(client, "LS")));
                break;
            case "LIST":
                Send(client, "LIST", WordLines.Pack(Capabilities.NamesOf(client.Capabilities), Room(client, "LIST")));
                break;
            case "REQ":
                client.Signing.IsNegotiating |= !client.Signing.IsComplete;
                Request(client, message.Param(1) ?? "", values);
                break;
            case "END":
                client.Signing.IsNegotiating = false;
                await SigningCommands.CompleteAsync(client, cancellationToken);
                break;
            default:
                client.Text(ERR_INVALIDCAPCMD, message.Params[0], "Invalid CAP command");
                break;
        }
    }

    private static void Request(IrcDialect client, string wanted, CapabilityValues values)
    {
        var granted = Capabilities.ParseRequest(wanted, client.Signing.Knows302, values.Offered);
        client.Reply(new OutLine(null, client.Server.Name, "CAP", [client.Nick, granted is null ? "NAK" : "ACK", wanted.Trim()], IsText: true));
        if (granted is { } request)
            client.Capabilities = request.Apply(client.Capabilities);
    }

    /// <summary>All lines but the last carry a star, which only clients of 302 understand.</summary>
    private static void Send(IrcDialect client, string subcommand, IReadOnlyList<string> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            string[] words = i < lines.Count - 1 ? [client.Nick, subcommand, "*", lines[i]] : [client.Nick, subcommand, lines[i]];
            client.Reply(new OutLine(null, client.Server.Name, "CAP", words, IsText: true));
        }
    }

    private static int Room(IrcDialect client, string subcommand) => IrcLine.BodyRoom(client.Server.Name, "CAP", client.Nick, subcommand, "*");
}
