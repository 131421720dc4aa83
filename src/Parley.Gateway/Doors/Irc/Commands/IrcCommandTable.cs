using System.Collections.Frozen;
using Parley.Protocol.Irc;
using static Parley.Protocol.Irc.Numeric;

namespace Parley.Gateway.Doors.Irc.Commands;

internal delegate ValueTask IrcHandler(IrcDialect client, IrcMessage message, CancellationToken cancellationToken);

/// <summary>One command of IRC.</summary>
/// <param name="MinParams">Fewer are answered with 461.</param>
internal sealed record IrcCommand(string Name, int MinParams, IrcHandler Handle)
{
    /// <summary>May come before the connection is registered.</summary>
    public bool IsEarly { get; init; }

    /// <summary>Costs no turn of the flood control.</summary>
    public bool IsFree { get; init; }

    /// <summary>May follow a post that is not answered yet; any other command waits for it.</summary>
    public bool IsPost { get; init; }
}

/// <summary>Every command of the door; the one place to add a row.</summary>
internal static class IrcCommandTable
{
    private static readonly FrozenDictionary<string, IrcCommand> Rows = new IrcCommand[]
    {
        new("CAP", 1, CapCommands.CapAsync) { IsEarly = true },
        new("PASS", 1, SigningCommands.PassAsync) { IsEarly = true },
        new("NICK", 0, SigningCommands.NickAsync) { IsEarly = true },
        new("USER", 4, SigningCommands.UserAsync) { IsEarly = true },
        new("WEBIRC", 4, SigningCommands.WebircAsync) { IsEarly = true },
        new("PING", 0, SigningCommands.PingAsync) { IsEarly = true, IsFree = true },
        new("PONG", 0, SigningCommands.PongAsync) { IsEarly = true, IsFree = true },
        new("QUIT", 0, SigningCommands.QuitAsync) { IsEarly = true, IsFree = true },
        new("AUTHENTICATE", 1, SaslCommands.AuthenticateAsync) { IsEarly = true },
        new("REGISTER", 3, AccountCommands.RegisterAsync) { IsEarly = true },
        new("VERIFY", 2, AccountCommands.VerifyAsync) { IsEarly = true },
        new("CERT", 1, AccountCommands.CertAsync),
        new("ALWAYSON", 0, AccountCommands.AlwaysOnAsync),

        new("JOIN", 1, ChannelCommands.JoinAsync),
        new("PART", 1, ChannelCommands.PartAsync),
        new("TOPIC", 1, ChannelCommands.TopicAsync),
        new("NAMES", 0, ChannelCommands.NamesAsync),
        new("LIST", 0, ListCommands.ListAsync),
        new("INVITE", 0, ChannelCommands.InviteAsync),
        new("KICK", 2, ChannelCommands.KickAsync),
        new("KEEP", 1, ChannelCommands.KeepAsync),
        new("MODE", 1, ModeCommands.ModeAsync),

        new("PRIVMSG", 0, MessageCommands.PrivmsgAsync) { IsPost = true },
        new("NOTICE", 0, MessageCommands.NoticeAsync) { IsPost = true },
        new("TAGMSG", 1, MessageCommands.TagmsgAsync),
        new("BATCH", 1, MessageCommands.BatchAsync),
        new("REDACT", 2, MessageCommands.RedactAsync),

        new("WHO", 0, WhoCommands.WhoAsync),
        new("WHOIS", 0, WhoCommands.WhoisAsync),
        new("WHOWAS", 0, WhoCommands.WhowasAsync),
        new("USERHOST", 1, WhoCommands.UserhostAsync),
        new("ISON", 1, WhoCommands.IsonAsync),
        new("AWAY", 0, PresenceCommands.AwayAsync) { IsEarly = true },
        new("SETNAME", 1, PresenceCommands.SetnameAsync),
        new("ACCEPT", 1, Acceptance.AcceptAsync),
        new("MONITOR", 1, PresenceCommands.MonitorAsync),

        new("CHATHISTORY", 0, HistoryCommands.ChathistoryAsync),
        new("MARKREAD", 0, HistoryCommands.MarkreadAsync),
        new("METADATA", 2, MetadataCommands.MetadataAsync) { IsEarly = true },

        new("MOTD", 0, ServerCommands.MotdAsync),
        new("LUSERS", 0, ServerCommands.LusersAsync),
        new("VERSION", 0, ServerCommands.VersionAsync),
        new("TIME", 0, ServerCommands.TimeAsync),
        new("INFO", 0, ServerCommands.InfoAsync),
        new("HELP", 0, ServerCommands.HelpAsync),
        new("HELPOP", 0, ServerCommands.HelpAsync),
        new("ADMIN", 0, ServerCommands.AdminAsync),
        new("STATS", 0, ServerCommands.StatsAsync),
        new("LINKS", 0, ServerCommands.LinksAsync),
        new("ISUPPORT", 0, ServerCommands.IsupportAsync) { IsEarly = true },

        new("OPER", 2, OperatorCommands.OperAsync),
        new("KILL", 1, OperatorCommands.KillAsync),
        new("WALLOPS", 1, OperatorCommands.WallopsAsync),
        new("REHASH", 0, OperatorCommands.RehashAsync),
    }.ToFrozenDictionary(c => c.Name, StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Names => Rows.Keys;

    public static IrcCommand? Find(string name) => Rows.GetValueOrDefault(name);

    public static async ValueTask CarryOutAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var command = Find(message.Command);
        if (command is not { IsPost: true })
            await client.Session.SettledAsync(cancellationToken);
        if (message.Tags.TryGetValue("batch", out var reference) && client.Batches.TryGetValue(reference, out var batch))
        {
            MessageCommands.AddToBatch(client, reference, batch, message);
            return;
        }
        if (reference is not null && client.Has(Capability.Multiline))
        {
            MessageCommands.OutsideBatch(client);
            return;
        }
        if (command is null)
        {
            if (client.Signing.IsComplete)
                client.Text(ERR_UNKNOWNCOMMAND, message.Command, "Unknown command");
            else
                client.Text(ERR_NOTREGISTERED, "You have not registered");
        }
        else if (!command.IsEarly && !client.Signing.IsComplete)
            client.Text(ERR_NOTREGISTERED, "You have not registered");
        else if (message.Params.Count < command.MinParams)
            client.Text(ERR_NEEDMOREPARAMS, command.Name, "Not enough parameters");
        else
            await command.Handle(client, message, cancellationToken);
    }
}
