using System.Globalization;
using Parley.Contracts;
using Parley.Core.Rooms;
using Parley.Core.Views;
using Parley.Protocol.Irc;
using static Parley.Protocol.Irc.Numeric;

namespace Parley.Gateway.Doors.Irc.Commands;

/// <summary>Questions about people. Modern IRC, "User-Based Queries"; WHOX.</summary>
internal static class WhoCommands
{
    public static async ValueTask WhoAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var mask = message.Param(0) is { Length: > 0 } given ? given : "*";
        var whox = WhoxFields.Parse(message.Param(1));
        var operatorsOnly = whox is null && message.Param(1) is { } flag && flag.Contains('o', StringComparison.Ordinal);
        var lines = new List<OutLine>();
        if (ChannelName.IsChannel(mask))
        {
            if (ChannelName.TryParse(mask, out var name) && client.Server.Views.FindRoom(name) is { } room
                && (client.Session.IsInRoom(room.Id) || !room.Rules.Has(RoomFlags.Secret))
                && await client.Server.Views.ViewAsync(name, cancellationToken) is { } view)
            {
                foreach (var member in view.Members)
                {
                    if (client.Server.Views.Find(member.Face.Name) is { } person)
                        Add(person, mask, OwnEvents.SignsOf(client, member.Ranks));
                }
            }
        }
        else
        {
            var exact = client.Server.Views.Find(mask);
            foreach (var person in exact is not null ? [exact] : client.Server.Views.People().Where(p => Matches(p, mask)))
            {
                var shared = person.Rooms.FirstOrDefault(r => client.Session.RoomNames.Contains(r.Value, StringComparer.Ordinal));
                var signs = "";
                if (shared != default && await client.Server.Views.ViewAsync(shared, cancellationToken) is { } view)
                    signs = OwnEvents.SignsOf(client, view.Members.FirstOrDefault(m => m.Face.Name == person.Face.Name)?.Ranks ?? []);
                if (exact is not null || shared != default || !IsInvisible(client, person) || IsSelf(client, person))
                    Add(person, shared != default ? ChannelName.Of(shared) : "*", signs);
            }
        }
        lines.Add(client.TextLine(RPL_ENDOFWHO, mask, "End of WHO list"));
        client.Reply(lines);

        void Add(PersonView person, string channel, string signs)
        {
            if (operatorsOnly && !IsOperator(client, person))
                return;
            var flags = (person.Away is null ? "H" : "G") + (IsOperator(client, person) ? "*" : "") + signs + (IsBot(client, person) ? "B" : "");
            if (whox is null)
            {
                lines.Add(client.TextLine(RPL_WHOREPLY, channel, person.Face.User, person.Face.Host, client.Server.Name, person.Face.Name, flags, $"0 {person.Face.RealName}"));
                return;
            }
            var row = new WhoxRow(person.Face.Name)
            {
                Channel = channel,
                User = person.Face.User,
                Host = person.Face.Host,
                Server = client.Server.Name,
                Flags = flags,
                IdleSeconds = Idle(client, person),
                Account = person.Face.Login,
                RealName = person.Face.RealName,
            };
            lines.Add(whox.Letters.Contains('r', StringComparison.Ordinal)
                ? client.TextLine(RPL_WHOSPCRPL, [.. whox.Params(row)])
                : client.Line(RPL_WHOSPCRPL, [.. whox.Params(row)]));
        }
    }

    public static async ValueTask WhoisAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        if (message.Params.Count == 0 || message.Params[^1].Length == 0)
        {
            client.Text(ERR_NONICKNAMEGIVEN, "No nickname given");
            return;
        }
        var nick = message.Params[Math.Min(message.Params.Count - 1, 1)];
        if (client.Server.Views.Find(nick) is not { } person)
        {
            client.Text(ERR_NOSUCHNICK, nick, "No such nick");
            client.Text(RPL_ENDOFWHOIS, nick, "End of /WHOIS list");
            return;
        }
        var face = person.Face;
        client.Text(RPL_WHOISUSER, face.Name, face.User, face.Host, "*", face.RealName);
        await ShowRoomsAsync(client, person, cancellationToken);
        client.Text(RPL_WHOISSERVER, face.Name, client.Server.Name, client.Server.Settings.Network);
        if (IsOperator(client, person))
            client.Text(RPL_WHOISOPERATOR, face.Name, "is an IRC operator");
        if (IsBot(client, person))
            client.Text(RPL_WHOISBOT, face.Name, "is a bot");
        if (face.Login is { } login)
            client.Text(RPL_WHOISACCOUNT, face.Name, login, "is logged in as");
        if (person.Away is { } away)
            client.Text(RPL_AWAY, face.Name, away.Length == 0 ? "Away" : away);
        if (person.IsSecure && client.Server.ClientsOf(person).All(c => c.Modes.Has(UserModes.Tls)) && client.Server.ClientsOf(person).Any())
            client.Text(RPL_WHOISSECURE, face.Name, "is using a secure connection");
        if (IsSelf(client, person) || client.Modes.Has(UserModes.Operator))
        {
            foreach (var address in client.Server.ClientsOf(person).Select(c => c.Signing.Address ?? c.Session.Origin.Address).Distinct(StringComparer.Ordinal))
                client.Text(RPL_WHOISHOST, face.Name, $"is connecting from {face.User}@{address} {address}");
        }
        await MetadataCommands.WhoisAsync(client, face.Name, cancellationToken);
        client.Text(RPL_WHOISIDLE, face.Name, Idle(client, person).ToString(CultureInfo.InvariantCulture), person.Since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), "seconds idle, signon time");
        client.Text(RPL_ENDOFWHOIS, face.Name, "End of /WHOIS list");
    }

    public static ValueTask WhowasAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        if (message.Param(0) is not { Length: > 0 } nick)
        {
            client.Text(ERR_NONICKNAMEGIVEN, "No nickname given");
            return ValueTask.CompletedTask;
        }
        var departed = nick.Split(',').Take(IrcServer.MaxTargets).Distinct(StringComparer.OrdinalIgnoreCase).SelectMany(client.Server.Views.Departed).OrderByDescending(d => d.At).ToList();
        if (int.TryParse(message.Param(1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
            departed = [.. departed.Take(count)];
        if (departed.Count == 0)
            client.Text(ERR_WASNOSUCHNICK, nick, "There was no such nickname");
        foreach (var one in departed)
        {
            client.Text(RPL_WHOWASUSER, one.Face.Name, one.Face.User, one.Face.Host, "*", one.Face.RealName);
            client.Text(RPL_WHOISSERVER, one.Face.Name, client.Server.Name, one.At.UtcDateTime.ToString("ddd MMM dd HH:mm:ss yyyy", CultureInfo.InvariantCulture));
        }
        client.Text(RPL_ENDOFWHOWAS, nick, "End of WHOWAS");
        return ValueTask.CompletedTask;
    }

    public static ValueTask UserhostAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var found = message.Params.Take(5).Select(client.Server.Views.Find).OfType<PersonView>()
            .Select(p => $"{p.Face.Name}{(IsOperator(client, p) ? "*" : "")}={(p.Away is null ? '+' : '-')}{p.Face.User}@{p.Face.Host}");
        client.Text(RPL_USERHOST, string.Join(' ', found));
        return ValueTask.CompletedTask;
    }

    public static ValueTask IsonAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var names = message.Params.SelectMany(p => p.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Take(50);
        client.Text(RPL_ISON, string.Join(' ', names.Select(client.Server.Views.Find).OfType<PersonView>().Select(p => p.Face.Name)));
        return ValueTask.CompletedTask;
    }

    private static async ValueTask ShowRoomsAsync(IrcDialect client, PersonView person, CancellationToken cancellationToken)
    {
        var shown = new List<string>();
        foreach (var name in person.Rooms)
        {
            if (client.Server.Views.FindRoom(name) is not { } room)
                continue;
            var shared = client.Session.IsInRoom(room.Id) || IsSelf(client, person);
            if (!shared && (room.Rules.Has(RoomFlags.Secret) || IsInvisible(client, person)))
                continue;
            var view = await client.Server.Views.ViewAsync(name, cancellationToken);
            shown.Add(OwnEvents.SignsOf(client, view?.Members.FirstOrDefault(m => m.Face.Name == person.Face.Name)?.Ranks ?? []) + ChannelName.Of(name));
        }
        foreach (var line in WordLines.Pack(shown, IrcLine.BodyRoom(client.Server.Name, "319", client.Nick, person.Face.Name)).Where(l => l.Length > 0))
            client.Text(RPL_WHOISCHANNELS, person.Face.Name, line);
    }

    private static bool Matches(PersonView person, string mask) =>
        mask == "0" || NameMask.Matches(mask, person.Face.Name) || NameMask.Matches(mask, person.Face.Host) || NameMask.Matches(mask, person.Face.User)
        || NameMask.Matches(mask, person.Face.RealName) || NameMask.Matches(mask, person.Face.Mask) || (person.Face.Login is { } login && NameMask.Matches(mask, login));

    private static long Idle(IrcDialect client, PersonView person) => Math.Max(0, (long)(client.Connection.UtcNow - person.LastSpoke).TotalSeconds);

    private static bool IsSelf(IrcDialect client, PersonView person) => person.Sessions.Contains(client.Session.Id);

    private static bool IsOperator(IrcDialect client, PersonView person) => client.Server.ClientsOf(person).Any(c => c.Modes.Has(UserModes.Operator));

    private static bool IsInvisible(IrcDialect client, PersonView person) => client.Server.ClientsOf(person).Any(c => c.Modes.Has(UserModes.Invisible));

    private static bool IsBot(IrcDialect client, PersonView person) => client.Server.ClientsOf(person).Any(c => c.Modes.Has(UserModes.Bot));
}
