using System.Globalization;
using Parley.Protocol.Irc;
using static Parley.Protocol.Irc.Numeric;

namespace Parley.Gateway.Doors.Irc.Commands;

/// <summary>Questions about the server. Modern IRC, "Server Queries and Commands".</summary>
internal static class ServerCommands
{
    public static ValueTask MotdAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        if (IsHere(client, message.Param(0)))
            client.Reply(Motd(client));
        return ValueTask.CompletedTask;
    }

    public static IReadOnlyList<OutLine> Motd(IrcDialect client) => client.Server.Motd.Count == 0
        ? [client.TextLine(ERR_NOMOTD, "MOTD File is missing")]
        :
        [
            client.TextLine(RPL_MOTDSTART, $"- {client.Server.Name} Message of the day - "),
            .. client.Server.Motd.Select(line => client.TextLine(RPL_MOTD, $"- {line}")),
            client.TextLine(RPL_ENDOFMOTD, "End of /MOTD command."),
        ];

    public static ValueTask LusersAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        client.Reply(Lusers(client));
        return ValueTask.CompletedTask;
    }

    public static IReadOnlyList<OutLine> Lusers(IrcDialect client)
    {
        var (server, views) = (client.Server, client.Server.Views);
        var (online, peak) = ($"{views.Online}", $"{views.Peak}");
        var invisible = Math.Min(server.ModeCounts[UserModes.Invisible], views.Online);
        var operators = server.ModeCounts[UserModes.Operator];
        return
        [
            client.TextLine(RPL_LUSERCLIENT, $"There are {views.Online - invisible} users and {invisible} invisible on 1 servers"),
            client.TextLine(RPL_LUSEROP, $"{operators}", "IRC Operators online"),
            client.TextLine(RPL_LUSERUNKNOWN, $"{server.Unknown}", "unregistered connections"),
            client.TextLine(RPL_LUSERCHANNELS, $"{views.RoomsInUse}", "channels formed"),
            client.TextLine(RPL_LUSERME, $"I have {online} clients and 0 servers"),
            client.TextLine(RPL_LOCALUSERS, online, peak, $"Current local users {online}, max {peak}"),
            client.TextLine(RPL_GLOBALUSERS, online, peak, $"Current global users {online}, max {peak}"),
        ];
    }

    public static ValueTask VersionAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        if (!IsHere(client, message.Param(0)))
            return ValueTask.CompletedTask;
        client.Text(RPL_VERSION, client.Server.Version, client.Server.Name, "Parley");
        client.Reply(Isupport(client));
        return ValueTask.CompletedTask;
    }

    public static ValueTask IsupportAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        client.Reply(Isupport(client));
        return ValueTask.CompletedTask;
    }

    /// <summary>005; in a batch where the client asked for that (IRCv3 draft/extended-isupport).</summary>
    public static IReadOnlyList<OutLine> Isupport(IrcDialect client)
    {
        var lines = client.Server.IsupportLines().Select(tokens => client.TextLine(RPL_ISUPPORT, [.. tokens, "are supported by this server"])).ToList();
        if (client.Has(Capability.ExtendedIsupport) && client.Has(Capability.Batch))
        {
            var id = RandomId.Next();
            for (var i = 0; i < lines.Count; i++)
                lines[i] = lines[i].With("batch", id);
            lines.Insert(0, new OutLine(null, client.Server.Name, "BATCH", ["+" + id, "draft/isupport"]));
            lines.Add(new OutLine(null, client.Server.Name, "BATCH", ["-" + id]));
        }
        return lines;
    }

    public static ValueTask TimeAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        if (IsHere(client, message.Param(0)))
            client.Text(RPL_TIME, client.Server.Name, client.Connection.UtcNow.UtcDateTime.ToString("dddd, MMMM dd yyyy -- HH:mm:ss +00:00", CultureInfo.InvariantCulture));
        return ValueTask.CompletedTask;
    }

    public static ValueTask InfoAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        if (!IsHere(client, message.Param(0)))
            return ValueTask.CompletedTask;
        client.Text(RPL_INFO, $"Parley {client.Server.Doors.Version}: one conversation, every door");
        client.Text(RPL_INFO, $"Running since {client.Server.Started.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        client.Text(RPL_ENDOFINFO, "End of /INFO list");
        return ValueTask.CompletedTask;
    }

    /// <summary>Commands that no specification tells of.</summary>
    private static readonly Dictionary<string, string> OwnHelp = new(StringComparer.Ordinal)
    {
        ["KEEP"] = "KEEP #channel: it stays when everybody has left; for its owner",
        ["ALWAYSON"] = "ALWAYSON ON or OFF: whether you stay in your channels when you disconnect",
        ["CERT"] = "CERT ADD or DEL: whether this connection's certificate logs you in (SASL EXTERNAL)",
        ["ACCEPT"] = "ACCEPT nick or -nick: who may write to you while you have mode R",
    };

    public static ValueTask HelpAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var subject = message.Param(0) is { Length: > 0 } asked ? asked.ToUpperInvariant() : "*";
        if (subject != "*" && IrcCommandTable.Find(subject) is null)
        {
            client.Text(ERR_HELPNOTFOUND, subject, "No help available on this topic");
            return ValueTask.CompletedTask;
        }
        client.Text(RPL_HELPSTART, subject, subject == "*" ? "Commands of this server" : $"{subject} is a command of this server");
        if (subject == "*")
        {
            foreach (var line in WordLines.Pack(IrcCommandTable.Names.Order(StringComparer.Ordinal), 300))
                client.Text(RPL_HELPTXT, subject, line);
        }
        else
        {
            client.Text(RPL_HELPTXT, subject, OwnHelp.GetValueOrDefault(subject, "See https://modern.ircdocs.horse and https://ircv3.net/irc for what it does"));
        }
        client.Text(RPL_ENDOFHELP, subject, "End of /HELP");
        return ValueTask.CompletedTask;
    }

    public static ValueTask AdminAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        if (!IsHere(client, message.Param(0)))
            return ValueTask.CompletedTask;
        client.Text(RPL_ADMINME, client.Server.Name, "Administrative info");
        client.Text(RPL_ADMINLOC1, client.Server.Settings.Network);
        client.Text(RPL_ADMINLOC2, "Parley");
        client.Text(RPL_ADMINEMAIL, "Ask whoever runs this server");
        return ValueTask.CompletedTask;
    }

    public static ValueTask StatsAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        if (message.Param(0) is not { Length: > 0 } query)
        {
            client.Text(ERR_NEEDMOREPARAMS, "STATS", "Not enough parameters");
            return ValueTask.CompletedTask;
        }
        if (query[0] == 'u')
        {
            var up = client.Connection.UtcNow - client.Server.Started;
            client.Text(RPL_STATSUPTIME, string.Create(CultureInfo.InvariantCulture, $"Server Up {(int)up.TotalDays} days {up.Hours}:{up.Minutes:00}:{up.Seconds:00}"));
        }
        client.Text(RPL_ENDOFSTATS, query[..1], "End of STATS report");
        return ValueTask.CompletedTask;
    }

    public static ValueTask LinksAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        client.Text(RPL_LINKS, client.Server.Name, client.Server.Name, $"0 {client.Server.Settings.Network}");
        client.Text(RPL_ENDOFLINKS, "*", "End of /LINKS list");
        return ValueTask.CompletedTask;
    }

    /// <summary>402 for any server but this one.</summary>
    private static bool IsHere(IrcDialect client, string? target)
    {
        if (string.IsNullOrEmpty(target) || Contracts.NameMask.Matches(target, client.Server.Name) || client.Server.Views.Find(target) is not null)
            return true;
        client.Text(ERR_NOSUCHSERVER, target, "No such server");
        return false;
    }
}
