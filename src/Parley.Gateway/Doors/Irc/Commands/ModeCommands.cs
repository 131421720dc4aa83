using Parley.Contracts;
using Parley.Core.Views;
using Parley.Protocol.Irc;
using static Parley.Protocol.Irc.Numeric;

namespace Parley.Gateway.Doors.Irc.Commands;

/// <summary>MODE of channels and of oneself. Modern IRC, "MODE message".</summary>
internal static class ModeCommands
{
    public static ValueTask ModeAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken) =>
        ChannelName.IsChannel(message.Params[0]) ? ChannelAsync(client, message, cancellationToken) : OwnAsync(client, message, cancellationToken);

    private static async ValueTask ChannelAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var channel = message.Params[0];
        if (!ChannelCommands.TryParse(client, channel, out var name))
            return;
        if (client.Server.Views.FindRoom(name) is not { } room || ChannelCommands.IsHiddenFrom(client, room))
        {
            client.Text(ERR_NOSUCHCHANNEL, channel, "No such channel");
            return;
        }
        if (message.Params.Count == 1)
        {
            client.Number(RPL_CHANNELMODEIS, [channel, .. Modes.Show(room.Rules, client.Session.IsInRoom(room.Id))]);
            client.Number(RPL_CREATIONTIME, channel, $"{room.Created.ToUnixTimeSeconds()}");
            return;
        }
        var rules = new List<RuleChange>();
        foreach (var change in ModeParser.Parse(message.Params[1], message.Params.Skip(2)))
        {
            if (change.Problem == ModeProblem.UnknownLetter)
                client.Text(ERR_UNKNOWNMODE, $"{change.Letter}", "is unknown mode char to me");
            else if (change.Problem == ModeProblem.MissingParam)
                client.Text(ERR_INVALIDMODEPARAM, channel, $"{change.Letter}", "*", "You must specify a parameter");
            else if (ModeParser.IsListQuery(ChannelModes.Table, change))
                ShowList(client, channel, room, change.Letter);
            else if (Modes.ToRule(change) is { } rule)
                rules.Add(rule);
        }
        if (rules.Count == 0)
            return;
        var refusals = await client.AskAsync(new ChangeRules(rules) { Room = name.Value }, cancellationToken);
        foreach (var refusal in refusals.OfType<Error>().DistinctBy(r => (r.Code, string.Join('|', r.Args.Values))))
            Refuse(client, channel, refusal);
    }

    private static void Refuse(IrcDialect client, string channel, Error refusal)
    {
        switch ((ErrorCode)refusal.Code)
        {
            case ErrorCode.UserNotInRoom when client.Server.Views.Find(refusal.Args["user"]) is null: client.Text(ERR_NOSUCHNICK, refusal.Args["user"], "No such nick"); break;
            case ErrorCode.UserNotInRoom: client.Text(ERR_USERNOTINCHANNEL, refusal.Args["user"], channel, "They aren't on that channel"); break;
            case ErrorCode.UnknownRule when refusal.Args["rule"] == RoomRule.Key: client.Text(ERR_INVALIDKEY, channel, "Key is not well-formed"); break;
            case ErrorCode.UnknownRule: client.Text(ERR_INVALIDMODEPARAM, channel, LetterOf(refusal.Args["rule"]), refusal.Args["value"] is { Length: > 0 } value ? value : "*", "Invalid parameter"); break;
            case ErrorCode.ListFull: client.Text(ERR_BANLISTFULL, channel, "b", "Channel list is full"); break;
            default: ChannelCommands.NotThere(client, refusal, channel); break;
        }
    }

    private static string LetterOf(string rule) => Modes.ToIrc(new RuleChange(rule, true)) is { } change ? $"{change.Letter}" : "*";

    private static void ShowList(IrcDialect client, string channel, RoomFacts room, char letter)
    {
        var (item, end, text) = letter switch
        {
            ChannelModes.Ban => (RPL_BANLIST, RPL_ENDOFBANLIST, "End of channel ban list"),
            ChannelModes.Exception => (RPL_EXCEPTLIST, RPL_ENDOFEXCEPTLIST, "End of channel exception list"),
            _ => (RPL_INVEXLIST, RPL_ENDOFINVEXLIST, "End of channel invite exception list"),
        };
        foreach (var listed in Modes.ListOf(room.Rules, letter))
            client.Number(item, channel, listed.Mask, listed.By, $"{listed.At.ToUnixTimeSeconds()}");
        client.Text(end, channel, text);
    }

    private static ValueTask OwnAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var nick = message.Params[0];
        if (!string.Equals(NameRules.Fold(nick), NameRules.Fold(client.Nick), StringComparison.Ordinal))
        {
            if (client.Server.Views.Find(nick) is null)
                client.Text(ERR_NOSUCHNICK, nick, "No such nick");
            else
                client.Text(ERR_USERSDONTMATCH, "Can't change mode for other users");
            return ValueTask.CompletedTask;
        }
        if (message.Params.Count == 1)
        {
            client.Number(RPL_UMODEIS, "+" + client.Modes.Letters);
            return ValueTask.CompletedTask;
        }
        var before = client.Modes.Letters;
        var unknown = false;
        foreach (var change in ModeParser.Parse(UserModes.Table, message.Params[1], message.Params.Skip(2)))
        {
            if (change.Problem == ModeProblem.UnknownLetter)
                unknown = true;
            else if (!UserModes.IsServersOwn(change.Letter, change.Add))
                client.Modes.Set(change.Letter, change.Add);
        }
        if (!client.Modes.Has(UserModes.Operator))
            client.Modes.OperatorName = null;
        client.Session.SetBot(client.Modes.Has(UserModes.Bot));
        if (unknown)
            client.Text(ERR_UMODEUNKNOWNFLAG, "Unknown MODE flag");
        if (ModeFormat.Difference(before, client.Modes.Letters) is { Length: > 0 } changes)
            client.Reply(new OutLine(null, client.Session.Face!.Mask, "MODE", [client.Nick, changes]));
        return ValueTask.CompletedTask;
    }
}
