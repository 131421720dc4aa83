using System.Text;
using Parley.Contracts;
using Parley.Core.Rooms;
using Parley.Core.Views;
using Parley.Protocol.Irc;
using static Parley.Protocol.Irc.Numeric;

namespace Parley.Gateway.Doors.Irc.Commands;

/// <summary>Channel operations. Modern IRC, "Channel Operations".</summary>
internal static class ChannelCommands
{
    /// <summary>Channels that a NAMES without any shows.</summary>
    private const int MaxAllNames = 100;

    public static async ValueTask JoinAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        if (message.Params[0] == "0")
        {
            foreach (var room in client.Session.RoomNames)
                await client.AskAsync(new LeaveRoom(room), cancellationToken);
            return;
        }
        var keys = (message.Param(1) ?? "").Split(',');
        var names = message.Params[0].Split(',');
        for (var i = 0; i < names.Length; i++)
            await JoinAsync(client, names[i], i < keys.Length && keys[i].Length > 0 ? keys[i] : null, cancellationToken);
    }

    public static async ValueTask JoinAsync(IrcDialect client, string channel, string? key, CancellationToken cancellationToken)
    {
        if (!TryParse(client, channel, out var name))
            return;
        if (client.Session.RoomNames.Count >= client.Server.Settings.MaxRooms)
        {
            client.Text(ERR_TOOMANYCHANNELS, channel, "You have joined too many channels");
            return;
        }
        if (await client.TryAsync(new JoinRoom(name.Value, Key: key) { Make = true }, cancellationToken) is not { } refusal)
        {
            await MetadataCommands.EnteredAsync(client, name, cancellationToken);
            return;
        }
        switch ((ErrorCode)refusal.Code)
        {
            case ErrorCode.AlreadyInRoom: break;
            case ErrorCode.Banned: client.Text(ERR_BANNEDFROMCHAN, channel, "Cannot join channel (+b)"); break;
            case ErrorCode.RoomPrivate: client.Text(ERR_INVITEONLYCHAN, channel, "Cannot join channel (+i)"); break;
            case ErrorCode.WrongKey: client.Text(ERR_BADCHANNELKEY, channel, "Cannot join channel (+k)"); break;
            case ErrorCode.RoomFull: client.Text(ERR_CHANNELISFULL, channel, "Cannot join channel (+l)"); break;
            case ErrorCode.AccountNeeded: client.Text(ERR_NEEDREGGEDNICK, channel, "Cannot join channel (+R): log in first"); break;
            case ErrorCode.RoomLimit: client.Text(ERR_TOOMANYCHANNELS, channel, "You own too many rooms"); break;
            case ErrorCode.InvalidValue or ErrorCode.NoSuchRoom: client.Text(ERR_NOSUCHCHANNEL, channel, "No such channel"); break;
            default: Refusals.Show(client, refusal, "JOIN", channel); break;
        }
    }

    public static async ValueTask PartAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        foreach (var channel in message.Params[0].Split(','))
        {
            if (!TryParse(client, channel, out var name))
                continue;
            if (await client.TryAsync(new LeaveRoom(name.Value, message.Param(1)), cancellationToken) is { } refusal)
                NotThere(client, refusal, channel);
        }
    }

    public static async ValueTask TopicAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var channel = message.Params[0];
        if (!TryParse(client, channel, out var name))
            return;
        if (message.Params.Count > 1)
        {
            var text = Cut(message.Params[1], client.Server.Settings.MaxTopic);
            if (await client.TryAsync(new SetTopic(text) { Room = name.Value }, cancellationToken) is { } refusal)
                NotThere(client, refusal, channel);
            return;
        }
        var room = client.Server.Views.FindRoom(name);
        if (room is null || (IsHidden(client, room) && !client.Session.IsInRoom(room.Id)))
            client.Text(ERR_NOSUCHCHANNEL, channel, "No such channel");
        else if (room.Topic.Length == 0)
            client.Text(RPL_NOTOPIC, channel, "No topic is set");
        else
        {
            client.Text(RPL_TOPIC, channel, room.Topic);
            client.Number(RPL_TOPICWHOTIME, channel, room.Rules.TopicBy ?? client.Server.Name, $"{(room.Rules.TopicAt ?? room.Created).ToUnixTimeSeconds()}");
        }
    }

    public static async ValueTask NamesAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        // RFC 2812, 3.2.5: without a channel, of all that one may see.
        var list = message.Param(0) is { Length: > 0 } given ? given : "*";
        string[] channels = list == "*"
            ? [.. client.Server.Views.Rooms().Where(r => r.People > 0).Take(MaxAllNames).Select(r => ChannelName.Of(r.Name))]
            : [.. list.Split(',').Take(IrcServer.MaxTargets)];
        var lines = new List<OutLine>();
        foreach (var channel in channels)
        {
            if (ChannelName.TryParse(channel, out var name)
                && client.Server.Views.FindRoom(name) is { } room
                && (!IsHidden(client, room) || client.Session.IsInRoom(room.Id))
                && await client.Server.Views.ViewAsync(name, cancellationToken) is { } view)
                lines.AddRange(OwnEvents.NameLines(client, channel, view.Members, IsHidden(client, room)));
        }
        lines.Add(client.TextLine(RPL_ENDOFNAMES, list, "End of /NAMES list"));
        client.Reply(lines);
    }

    public static async ValueTask InviteAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        if (message.Params.Count == 0)
        {
            client.Text(RPL_ENDOFINVITELIST, "End of /INVITE list");
            return;
        }
        if (message.Params.Count == 1)
        {
            client.Text(ERR_NEEDMOREPARAMS, "INVITE", "Not enough parameters");
            return;
        }
        var (nick, channel) = (message.Params[0], message.Params[1]);
        if (!TryParse(client, channel, out var name))
            return;
        if (await client.TryAsync(new Invite(nick) { Room = name.Value }, cancellationToken) is not { } refusal)
        {
            client.Number(RPL_INVITING, nick, channel);
            if (client.Server.Views.Find(nick)?.Away is { } away)
                client.Text(RPL_AWAY, nick, away.Length == 0 ? "Away" : away);
            return;
        }
        switch ((ErrorCode)refusal.Code)
        {
            case ErrorCode.UserInRoom: client.Text(ERR_USERONCHANNEL, nick, channel, "is already on channel"); break;
            case ErrorCode.NoSuchUser: client.Text(ERR_NOSUCHNICK, nick, "No such nick"); break;
            default: NotThere(client, refusal, channel); break;
        }
    }

    public static async ValueTask KickAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var (channels, nicks) = (message.Params[0].Split(','), message.Params[1].Split(','));
        var reason = message.Param(2) is { Length: > 0 } text ? Cut(text, client.Server.Settings.MaxKick) : null;
        for (var i = 0; i < nicks.Length; i++)
        {
            // RFC 2812, 3.2.8: one channel, or as many as there are nicks.
            var (channel, nick) = (channels[Math.Min(i, channels.Length - 1)], nicks[i]);
            if (!TryParse(client, channel, out var name))
                continue;
            if (await client.TryAsync(new Kick(nick, reason) { Room = name.Value }, cancellationToken) is not { } refusal)
                continue;
            if (refusal.Code == (int)ErrorCode.UserNotInRoom)
                client.Text(ERR_USERNOTINCHANNEL, nick, channel, "They aren't on that channel");
            else
                NotThere(client, refusal, channel);
        }
    }

    /// <summary>Ours: the channel stays when everybody has left.</summary>
    public static async ValueTask KeepAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var channel = message.Params[0];
        if (!TryParse(client, channel, out var name))
            return;
        if (await client.TryAsync(new KeepRoom(name.Value), cancellationToken) is not { } refusal)
            client.Notice($"{channel} stays when everybody has left");
        else if (refusal.Code == (int)ErrorCode.NotYoursToKeep)
            client.Text(ERR_CHANOPRIVSNEEDED, channel, "Only its owner can keep a channel");
        else
            NotThere(client, refusal, channel);
    }

    /// <summary>403 for what is no channel's name.</summary>
    public static bool TryParse(IrcDialect client, string channel, out RoomName name)
    {
        if (ChannelName.TryParse(channel, out name) && channel.Length <= client.Server.Settings.MaxChannel)
            return true;
        client.Text(ERR_NOSUCHCHANNEL, channel.Length == 0 ? "*" : channel, "No such channel");
        return false;
    }

    /// <summary>403, 442 or 482, as the room said.</summary>
    public static void NotThere(IrcDialect client, Error refusal, string channel)
    {
        switch ((ErrorCode)refusal.Code)
        {
            case ErrorCode.NoSuchRoom: client.Text(ERR_NOSUCHCHANNEL, channel, "No such channel"); break;
            case ErrorCode.NotInRoom when IsHiddenFrom(client, channel): client.Text(ERR_NOSUCHCHANNEL, channel, "No such channel"); break;
            case ErrorCode.NotInRoom: client.Text(ERR_NOTONCHANNEL, channel, "You're not on that channel"); break;
            case ErrorCode.NotOperator: client.Text(ERR_CHANOPRIVSNEEDED, channel, "You're not channel operator"); break;
            default: Refusals.Show(client, refusal, "*", channel); break;
        }
    }

    /// <summary>A secret room that the client is not in: for it there is none.</summary>
    public static bool IsHiddenFrom(IrcDialect client, RoomFacts room) => room.Rules.Has(RoomFlags.Secret) && !client.Session.IsInRoom(room.Id);

    public static bool IsHiddenFrom(IrcDialect client, string channel) =>
        ChannelName.TryParse(channel, out var name) && client.Server.Views.FindRoom(name) is { } room && IsHiddenFrom(client, room);

    public static bool IsHidden(IrcDialect client, RoomFacts room) => room.Rules.Has(RoomFlags.Secret);

    /// <summary>At a character's border; limits are told in 005.</summary>
    private static string Cut(string text, int bytes) =>
        Encoding.UTF8.GetByteCount(text) <= bytes ? text : TextSplitter.Split(text.Replace('\n', ' '), bytes)[0].Text;
}
