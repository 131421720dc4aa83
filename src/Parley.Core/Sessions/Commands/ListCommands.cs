using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Conversations;
using Parley.Core.People;
using Parley.Core.Rooms;

namespace Parley.Core.Sessions.Commands;

/// <summary>Who and what there is, a page at a time.</summary>
internal static class ListCommands
{
    /// <summary>Names in a page when none is asked for: people get long pages, programs ask for what they can hold.</summary>
    private static int PageOf(Session session) => session.IsPlaced ? Limits.PageSize : 100;

    public static ValueTask RoomsAsync(Session session, ListRooms command, CancellationToken cancellationToken)
    {
        if (command.Limit is < 1 or > Limits.PageSize)
        {
            session.Refuse(command, Refusals.Invalid("limit", command.Limit));
            return ValueTask.CompletedTask;
        }
        var all = session.Chat.Rooms.List().Where(r => !r.Rules.Has(RoomFlags.Secret) || session.IsIn(r) || session.StandingIn(r) >= Rank.Operator).ToList();
        var start = 0;
        if (command.After is { } after)
        {
            var fold = NameRules.Fold(after);
            start = all.TakeWhile(r => r == session.Chat.Rooms.Default || string.CompareOrdinal(r.Record.Name.Fold, fold) <= 0).Count();
        }
        var limit = command.Limit ?? PageOf(session);
        var page = all.Skip(start).Take(limit).ToList();
        var next = start + page.Count < all.Count ? page[^1].Name : null;
        session.Reply(command, new RoomList([.. page.Select(r => Show(r, session))], all.Count, next));
        return ValueTask.CompletedTask;
    }

    public static async ValueTask UsersAsync(Session session, ListUsers command, CancellationToken cancellationToken)
    {
        var chat = session.Chat;
        var scope = command.Scope ?? "online";
        Room? room = null;
        if (command.Limit is < 1 or > Limits.PageSize || scope is not ("online" or "all" or "room"))
        {
            session.Refuse(command, new Refusal(ErrorCode.ShowUsage));
            return;
        }
        if (scope == "all" && !chat.Settings.Accounts.ListAll && (session.Account is null || session.Account.Role == Role.User))
        {
            session.Refuse(command, new Refusal(ErrorCode.NotAllowed));
            return;
        }
        if (scope == "room")
        {
            room = command.Room is null ? session.Current : await RoomCommands.FindAsync(session, command, command.Room, "#show users room", cancellationToken);
            if (room is null)
            {
                if (command.Room is null)
                    session.Refuse(command, new Refusal(ErrorCode.NoConversation));
                return;
            }
            if (!session.IsIn(room) && !room.Welcomes(session))
            {
                session.Refuse(command, Refusal.Of(ErrorCode.NotInRoom, "room", room.Name));
                return;
            }
        }
        var online = chat.People.List();
        var registered = await chat.Accounts.CountAsync(cancellationToken);
        var after = command.After is { } name ? NameRules.Fold(name) : null;
        var limit = command.Limit ?? PageOf(session);
        var page = scope == "all"
            ? await RegisteredAsync(session, after, limit, cancellationToken)
            : Online(session, online, room, after, limit);
        var next = page.Count == limit ? page[^1].Login : null;
        session.Reply(command, new UserList(scope, page, online.Count, registered, room?.Name, next));
    }

    private static RoomShown Show(Room room, Session viewer) =>
        new(room.Name, room.Id, room.People, room.IsKept, room == viewer.Chat.Rooms.Default, viewer.Account is { } account && room.Record.Owner == account.Id, room.Owner)
        {
            Topic = room.Record.Topic.Length == 0 ? null : room.Record.Topic,
        };

    private static IReadOnlyList<UserShown> Online(Session viewer, IReadOnlyList<Person> online, Room? room, string? after, int limit) =>
        [.. online
            .Where(p => after is null || string.CompareOrdinal(p.Fold, after) > 0)
            .Where(p => room is null || p.Sessions.Any(s => s.IsIn(room)))
            .Take(limit)
            .Select(p => Show(p, viewer))];

    private static UserShown Show(Person person, Session viewer) =>
        new(person.Name, person.Away is null ? "active" : "away", person.RoomsSeenBy(viewer))
        {
            Guest = person.IsGuest ? true : null,
            Away = string.IsNullOrEmpty(person.Away) ? null : person.Away,
        };

    private static async Task<IReadOnlyList<UserShown>> RegisteredAsync(Session session, string? after, int limit, CancellationToken cancellationToken)
    {
        var accounts = await session.Chat.Accounts.ListAsync(after, limit, cancellationToken);
        return [.. accounts.Select(a => session.Chat.People.Find(a.Login.Value) is { } person && person.Account?.Id == a.Id
            ? Show(person, session)
            : new UserShown(a.Login.Value, session.Chat.People.IsOnline(a.Id) ? "active" : "offline", []))];
    }
}
