using Parley.Contracts;
using Parley.Core.Conversations;
using Parley.Core.Rooms;

namespace Parley.Core.Sessions.Commands;

/// <summary>Ruling a room: topic, ranks, rules, kicks, invitations. The room decides, in its turn.</summary>
internal static class ModerationCommands
{
    private const int MaxReason = 400;

    public static async ValueTask TopicAsync(Session session, SetTopic command, CancellationToken cancellationToken)
    {
        if (await FindAsync(session, command, cancellationToken) is not { } room)
            return;
        var text = command.Text ?? "";
        if (Refusals.OfLine(text, session.Chat.Settings.Irc.MaxTopic) is { } bad)
        {
            session.Refuse(command, bad);
            return;
        }
        await AnswerAsync(session, command, room, "topic", ruling => ruling.SetTopicAsync(session, text));
    }

    public static async ValueTask KickAsync(Session session, Kick command, CancellationToken cancellationToken)
    {
        if (await FindAsync(session, command, cancellationToken) is not { } room)
            return;
        var reason = command.Reason is { Length: > MaxReason } text ? text[..MaxReason] : command.Reason;
        await AnswerAsync(session, command, room, "kick", ruling => Task.FromResult(ruling.Kick(session, command.Login ?? "", reason)));
    }

    public static async ValueTask InviteAsync(Session session, Invite command, CancellationToken cancellationToken)
    {
        if (session.Chat.People.Find(command.Login ?? "") is not { } person)
        {
            var isAway = await session.Chat.Views.HasAccountAsync(command.Login ?? "", cancellationToken);
            session.Refuse(command, Refusal.Of(isAway ? ErrorCode.UserOffline : ErrorCode.NoSuchUser, "user", command.Login ?? ""));
            return;
        }
        if (await FindAsync(session, command, cancellationToken) is not { } room)
            return;
        await AnswerAsync(session, command, room, "invite", ruling => Task.FromResult(ruling.Invite(session, person)));
    }

    public static async ValueTask RulesAsync(Session session, ChangeRules command, CancellationToken cancellationToken)
    {
        if (await FindAsync(session, command, cancellationToken) is not { } room)
            return;
        var changes = new List<RuleChange>(command.Changes.Count);
        foreach (var change in command.Changes)
            changes.Add(await WithAccountAsync(session, change, cancellationToken));
        var refused = new List<Refusal>();
        var failed = await room.RuleAsync(
            ruling => ruling.ChangeAsync(session, changes, session.Chat.Settings.Irc.MaxListModes, (_, refusal) => refused.Add(refusal)),
            session.Chat.RoomStore,
            CancellationToken.None);
        if (failed is not null)
            refused.Insert(0, failed);
        foreach (var refusal in refused)
            session.Refuse(command, refusal);
        if (refused.Count == 0)
            session.Reply(command, new Done("rules"));
    }

    public static ValueTask ShowTopicAsync(Session session, ShowTopic command, CancellationToken cancellationToken) =>
        ShowAsync(session, command, (_, room) => room.ShowTopic(), cancellationToken);

    public static ValueTask ShowAsync(Session session, ShowRules command, CancellationToken cancellationToken) =>
        ShowAsync(session, command, (ruling, _) => ruling.Show(session), cancellationToken);

    /// <summary>A secret room shows itself to those who are in it.</summary>
    private static async ValueTask ShowAsync(Session session, ConversationCommand command, Func<Ruling, Room, Event> show, CancellationToken cancellationToken)
    {
        if (await FindAsync(session, command, cancellationToken) is not { } room)
            return;
        Event? shown = null;
        var refusal = await room.RuleAsync(
            ruling =>
            {
                if (!ruling.IsInside(session) && ruling.RankOf(session) < Rank.Operator && room.Rules.Has(RoomFlags.Secret))
                    return Task.FromResult<Refusal?>(Refusal.Of(ErrorCode.NotInRoom, "room", room.Name));
                shown = show(ruling, room);
                return Task.FromResult<Refusal?>(null);
            },
            session.Chat.RoomStore,
            cancellationToken);
        if (shown is not null)
            session.Reply(command, shown);
        else
            session.Refuse(command, refusal!);
    }

    /// <summary>A bare name on a list means its account, which another nick does not hide; a name without one is a mask.</summary>
    private static async ValueTask<RuleChange> WithAccountAsync(Session session, RuleChange change, CancellationToken cancellationToken)
    {
        if (change.Rule is not (RoomRule.Ban or RoomRule.Mute or RoomRule.Exception or RoomRule.Invitation) || change.Value is not { Length: > 0 } value || value.AsSpan().ContainsAny("!@:*?"))
            return change;
        // A guest's name is changed in no time; where they come from is not.
        if (session.ChoosesName || session.Chat.People.Find(value) is not { IsGuest: true, Face: { Host: not Face.NoHost } guest })
            return await ByAccountAsync(session, change, value, cancellationToken);
        return change with { Value = $"*!*@{guest.Host}" };
    }

    private static async ValueTask<RuleChange> ByAccountAsync(Session session, RuleChange change, string value, CancellationToken cancellationToken)
    {
        var login = session.Chat.People.Find(value) is { } person
            ? person.Account?.Login.Value
            : Login.TryParse(value, out var name) ? (await session.Chat.Accounts.FindAsync(name, cancellationToken))?.Login.Value : null;
        return login is null ? change : change with { Value = $"a:{login}" };
    }

    private static async Task AnswerAsync(Session session, Command command, Room room, string what, Func<Ruling, Task<Refusal?>> ruling)
    {
        if (await room.RuleAsync(ruling, session.Chat.RoomStore, CancellationToken.None) is { } refusal)
            session.Refuse(command, refusal);
        else
            session.Reply(command, new Done(what));
    }

    private static async ValueTask<Room?> FindAsync(Session session, ConversationCommand command, CancellationToken cancellationToken)
    {
        if (command.Room is not null)
            return await RoomCommands.FindAsync(session, command, command.Room, "#topic", cancellationToken);
        // Two people rule nothing; what was meant for them must not befall the current room.
        if (command.To is null && session.Current is { } current)
            return current;
        session.Refuse(command, new Refusal(ErrorCode.NoConversation));
        return null;
    }
}
