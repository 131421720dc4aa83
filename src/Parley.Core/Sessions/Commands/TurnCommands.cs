using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Conversations;
using Parley.Core.Rooms;
using Parley.Core.Settings;
using Parley.Core.TurnTaking;

namespace Parley.Core.Sessions.Commands;

/// <summary>Taking turns. The conversation decides, in its turn.</summary>
internal static class TurnCommands
{
    public static async ValueTask TurnAsync(Session session, TakeTurns command, CancellationToken cancellationToken)
    {
        var action = command.Action ?? TurnAct.Show;
        var known = action == TurnAct.Show || TurnBody.ActionOf(action) is not null;
        var refusal = !known ? Refusals.Invalid("action", action)
            : command.Lease is < TurnSettings.MinLease or > TurnSettings.MaxLease ? Refusals.Invalid("lease", command.Lease)
            : command.Room is not null && command.To is not null ? new Refusal(ErrorCode.NoConversation)
            : null;
        if (refusal is not null)
        {
            session.Refuse(command, refusal);
            return;
        }
        var (people, missing) = await PeopleAsync(session, action == TurnAct.Start ? command.People : null, cancellationToken);
        if (missing is not null)
        {
            session.Refuse(command, missing);
            return;
        }
        var body = action == TurnAct.Start
            ? new TurnBody(action, people?.Select(p => p.Login.Value).ToList(), people?.Select(p => p.Id.Value).ToList(), command.Lease ?? session.Chat.Settings.Turns.Lease)
            : new TurnBody(action);
        if (command.To is not null)
            await InPairAsync(session, command, body, cancellationToken);
        else
            await InRoomAsync(session, command, body, cancellationToken);
    }

    private static async ValueTask InRoomAsync(Session session, TakeTurns command, TurnBody body, CancellationToken cancellationToken)
    {
        var room = command.Room is null ? session.Current : await RoomCommands.FindAsync(session, command, command.Room, "#turn", cancellationToken);
        if (room is null)
        {
            if (command.Room is null)
                session.Refuse(command, new Refusal(ErrorCode.NoConversation));
            return;
        }
        TurnState? shown = null;
        var refusal = await room.RuleAsync(
            async ruling =>
            {
                if (!ruling.IsInside(session))
                    return Refusal.Of(ErrorCode.NotInRoom, "room", room.Name);
                if (body.Action is TurnAct.Start or TurnAct.Stop && ruling.RankOf(session) < Rank.HalfOperator)
                    return Refusal.Of(ErrorCode.NotOperator, "room", room.Name);
                if (body.Action != TurnAct.Show)
                    return await room.TakeTurnsAsync(session, body);
                shown = room.ShowTurn();
                return null;
            },
            session.Chat.RoomStore,
            CancellationToken.None);
        Answer(session, command, refusal, shown);
    }

    private static async ValueTask InPairAsync(Session session, TakeTurns command, TurnBody body, CancellationToken cancellationToken)
    {
        var chat = session.Chat;
        if (session.Account is not { } self)
        {
            session.Refuse(command, new Refusal(ErrorCode.AccountNeeded));
            return;
        }
        var other = await FindAsync(session, command.To!, cancellationToken);
        if (other is null || other.Id == self.Id)
        {
            session.Refuse(command, other is null ? Refusal.Of(ErrorCode.NoSuchUser, "user", command.To!) : new Refusal(ErrorCode.PrivateToSelf));
            return;
        }
        var isStart = body.Action == TurnAct.Start;
        var pair = isStart ? await chat.Private.OfAsync(self, other, cancellationToken) : await chat.Private.FindAsync(self, other, cancellationToken);
        if (pair is null)
        {
            Answer(session, command, body.Action == TurnAct.Show ? null : new Refusal(ErrorCode.NoTurns), new TurnState(default, To: other.Login.Value));
            return;
        }
        if (!session.IsVisiting && !session.IsLiveIn(pair.Conversation))
            await chat.Private.CatchUpAsync(session, pair, cancellationToken);
        if (body.Action == TurnAct.Show)
        {
            Answer(session, command, null, await chat.Private.TurnAsync(session, pair, cancellationToken));
            return;
        }
        if (body.Action is TurnAct.Join or TurnAct.Leave || (isStart && body.Ids is not null))
        {
            session.Refuse(command, Refusals.Invalid(isStart ? "people" : "action", body.Action));
            return;
        }
        if (isStart)
            body = body with { People = [self.Login.Value, other.Login.Value], Ids = [self.Id.Value, other.Id.Value] };
        Answer(session, command, await chat.Private.TakeTurnsAsync(session, pair, body), null);
    }

    private static void Answer(Session session, TakeTurns command, Refusal? refusal, TurnState? shown)
    {
        if (refusal is not null)
            session.Refuse(command, refusal);
        else
            session.Reply(command, shown is null ? new Done("turn") : shown with { IsAnswer = true });
    }

    private static async ValueTask<(IReadOnlyList<Account>? People, Refusal? Missing)> PeopleAsync(Session session, IReadOnlyList<string>? names, CancellationToken cancellationToken)
    {
        if (names is null)
            return (null, null);
        if (names.Count is < 2 or > TurnTable.MaxPeople)
            return (null, Refusals.Invalid("people"));
        var people = new List<Account>(names.Count);
        foreach (var name in names)
        {
            if (await FindAsync(session, name, cancellationToken) is not { } account)
                return (null, Refusal.Of(ErrorCode.NoSuchUser, "user", name));
            people.Add(account);
        }
        return people.DistinctBy(p => p.Id).Count() == people.Count ? (people, null) : (null, Refusals.Invalid("people"));
    }

    private static async ValueTask<Account?> FindAsync(Session session, string name, CancellationToken cancellationToken) =>
        session.Chat.People.Find(name)?.Account ?? (Login.TryParse(name, out var login) ? await session.Chat.Accounts.FindAsync(login, cancellationToken) : null);
}
