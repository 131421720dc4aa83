using Parley.Contracts;
using Parley.Core.Views;
using Parley.Protocol.Irc;
using static Parley.Protocol.Irc.Numeric;

namespace Parley.Gateway.Doors.Irc.Commands;

/// <summary>Who may write to somebody: the user modes R (nobody without an account) and T (no CTCP), and ACCEPT, which lets single guests through.</summary>
internal static class Acceptance
{
    private const int MaxAccepted = 100;

    public static ValueTask AcceptAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        foreach (var word in message.Params[0].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word == "*")
                continue;
            if (word[0] == '-')
                client.Forbid(NameRules.Fold(word[1..]));
            else if (client.Server.Views.Find(word) is null)
                client.Text(ERR_NOSUCHNICK, word, "No such nick");
            else if (!client.TryAccept(NameRules.Fold(word), MaxAccepted))
                client.Text(ERR_ACCEPTFULL, "Accept list is full");
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>True when nothing is sent, after an answer if there is one. Whom one writes to may answer.</summary>
    public static bool Refuses(IrcDialect client, string target, string text, bool notice)
    {
        var modes = client.Server.ModeCounts;
        if (modes[UserModes.RegisteredOnly] + modes[UserModes.NoCtcp] == 0)
            return false;
        if (ChannelName.IsChannel(target) || client.Server.Views.Find(target) is not { } person)
            return false;
        if (client.Modes.Has(UserModes.RegisteredOnly))
            client.TryAccept(NameRules.Fold(target), MaxAccepted);
        var theirs = client.Server.ClientsOf(person).ToList();
        if (theirs.Contains(client))
            return false;
        if (Ctcp.TryParse(text, out var ctcp) && !ctcp.IsAction && theirs.Exists(c => c.Modes.Has(UserModes.NoCtcp)))
            return true;
        if (client.Session.Account is not null || !theirs.Exists(c => c.Modes.Has(UserModes.RegisteredOnly)) || theirs.Exists(c => c.Accepts(NameRules.Fold(client.Nick))))
            return false;
        if (!notice)
            client.Text(ERR_NEEDREGGEDNICK, person.Face.Name, "You must log in to write to this user");
        return true;
    }
}
