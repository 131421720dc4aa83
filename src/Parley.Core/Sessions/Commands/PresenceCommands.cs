using Parley.Contracts;
using Parley.Core.Conversations;
using Parley.Core.People;
using Parley.Core.Rooms;

namespace Parley.Core.Sessions.Commands;

/// <summary>How somebody is seen: away, name, free text.</summary>
internal static class PresenceCommands
{
    private const int MaxRealName = 150;

    public static async ValueTask AwayAsync(Session session, SetAway command, CancellationToken cancellationToken)
    {
        var person = session.Person!;
        var text = string.IsNullOrEmpty(command.Text) ? null : command.Text;
        if (text is not null && Refusals.OfLine(text, session.Chat.Settings.Irc.MaxAway) is { } bad)
        {
            session.Refuse(command, bad);
            return;
        }
        var before = person.Away;
        session.Chat.People.SetAway(person, text);
        var news = new AwayChanged(person.Name, text) { Who = person.Face };
        session.Reply(command, news);
        if (!string.Equals(before, text, StringComparison.Ordinal))
            await session.Chat.TellAsync(person, news, cancellationToken, but: session);
    }

    public static async ValueTask RenameAsync(Session session, Rename command, CancellationToken cancellationToken)
    {
        var (chat, person) = (session.Chat, session.Person!);
        var name = command.Name ?? "";
        if (!session.ChoosesName)
        {
            session.Refuse(command, new Refusal(ErrorCode.NotAllowed));
            return;
        }
        var before = person.Face;
        if (string.Equals(before.Name, name, StringComparison.Ordinal))
            return;
        if (await RefuseHidingAsync(session, person, cancellationToken) is { } hiding)
            session.Refuse(command, hiding);
        else if (await chat.RefuseNameAsync(name, session.Account, cancellationToken) is { } refusal)
            session.Refuse(command, refusal);
        else if ((chat.Cluster is { } cluster && !await cluster.TakeNameAsync(name, session.Account, cancellationToken)) || !chat.People.Rename(person, name))
            session.Refuse(command, Refusal.Of(ErrorCode.NameInUse, "name", name));
        else
        {
            await chat.TellAsync(person, new Renamed(before.Name, name) { Who = before }, cancellationToken);
            await chat.Presence.FollowNameAsync(person, cancellationToken);
        }
    }

    /// <summary>Whoever is banned or muted in a room keeps the name while there: another one would undo the mask.</summary>
    private static async ValueTask<Refusal?> RefuseHidingAsync(Session session, Person person, CancellationToken cancellationToken)
    {
        foreach (var room in person.Sessions.SelectMany(s => s.Rooms).Distinct())
        {
            var rank = await room.InTurnAsync(members => members.Find(person)?.Rank ?? Rank.None, cancellationToken);
            if (rank < Rank.Voice && session.StandingIn(room) < Rank.Operator && RuleBook.IsSilenced(room.Rules, person.Face))
                return Refusal.Of(ErrorCode.Banned, "room", room.Name);
        }
        return null;
    }

    public static async ValueTask RealNameAsync(Session session, SetRealName command, CancellationToken cancellationToken)
    {
        var person = session.Person!;
        if (command.Text is not { Length: > 0 and <= MaxRealName } text || text.Any(char.IsControl))
        {
            session.Refuse(command, Refusals.Invalid("realName"));
            return;
        }
        var before = person.Face;
        session.Chat.People.Change(person, face => face with { RealName = text });
        var news = new PersonChanged(person.Name, person.Face.Login, text) { Before = before, Now = person.Face };
        session.Reply(command, news);
        await session.Chat.TellAsync(person, news, cancellationToken, but: session);
    }

    public static async ValueTask AlwaysOnAsync(Session session, AlwaysOn command, CancellationToken cancellationToken)
    {
        if (session.Chat.Settings.Accounts.AlwaysOn == "off")
        {
            session.Refuse(command, new Refusal(ErrorCode.NotAllowed));
            return;
        }
        await session.Chat.Presence.SetAsync(session.Account!, session.Person!, command.On, cancellationToken);
        session.Reply(command, new Done("always-on"));
    }
}
