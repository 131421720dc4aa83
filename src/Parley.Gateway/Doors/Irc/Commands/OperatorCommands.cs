using System.Security.Cryptography;
using System.Text;
using Parley.Contracts;
using Parley.Protocol.Irc;
using static Parley.Protocol.Irc.Numeric;

namespace Parley.Gateway.Doors.Irc.Commands;

/// <summary>Operators of the server (<c>irc.opers</c>). Modern IRC, "Operator Messages".</summary>
internal static class OperatorCommands
{
    /// <summary>Wrong passwords of one connection before it ends.</summary>
    private const int MaxFailedOpers = 5;

    public static ValueTask OperAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var known = client.Server.Settings.Opers.GetValueOrDefault(message.Params[0]);
        if (known is null || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(known.Password), Encoding.UTF8.GetBytes(message.Params[1])))
        {
            client.Text(ERR_PASSWDMISMATCH, "Password incorrect");
            if (++client.Modes.FailedOpers >= MaxFailedOpers)
                client.Close(CloseReason.Revoked, "Too many wrong passwords");
            return ValueTask.CompletedTask;
        }
        client.Modes.OperatorName = message.Params[0];
        client.Modes.Set(UserModes.Operator, true);
        client.Text(RPL_YOUREOPER, "You are now an IRC operator");
        client.Reply(new OutLine(null, client.Session.Face!.Mask, "MODE", [client.Nick, $"+{UserModes.Operator}"]));
        return ValueTask.CompletedTask;
    }

    public static async ValueTask KillAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        if (!IsOperator(client))
            return;
        var (nick, reason) = (message.Params[0], message.Param(1) is { Length: > 0 } text ? text : "No reason");
        if (client.Server.Views.Find(nick) is not { } person)
        {
            client.Text(ERR_NOSUCHNICK, nick, "No such nick");
            return;
        }
        foreach (var victim in client.Server.ClientsOf(person))
            victim.Signing.LastWords = $"Killed ({client.Nick} ({reason}))";
        client.Server.Views.End(nick, CloseReason.Revoked, $"Killed ({client.Nick} ({reason}))");
        await client.Server.Views.GoneAsync(person, cancellationToken);
    }

    public static ValueTask WallopsAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        if (!IsOperator(client))
            return ValueTask.CompletedTask;
        var line = OutLine.Encode([new OutLine(null, client.Session.Face!.Mask, "WALLOPS", [message.Params[0]], IsText: true)]);
        foreach (var other in client.Server.Clients.Values.Where(c => c.Modes.Has(UserModes.Wallops)))
            other.Connection.Send(line);
        return ValueTask.CompletedTask;
    }

    public static ValueTask RehashAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        if (!IsOperator(client))
            return ValueTask.CompletedTask;
        client.Server.Doors.Rehash?.Invoke();
        client.Text(RPL_REHASHING, "parley.json", "Rehashing");
        return ValueTask.CompletedTask;
    }

    private static bool IsOperator(IrcDialect client)
    {
        if (client.Modes.Has(UserModes.Operator))
            return true;
        client.Text(ERR_NOPRIVILEGES, "Permission Denied- You're not an IRC operator");
        return false;
    }
}
