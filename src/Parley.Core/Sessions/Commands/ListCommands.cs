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
        var all = session.Chat.Rooms.List();
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
        if (scope == "all" && !chat.Settings.Accounts.ListAll && session.Account!.Role == Role.User)
        {
            session.Refuse(command, new Refusal(ErrorCode.NotAllowed));
            return;
        }
        if (scope == "room")
        {
            room = command.Room is null ? session.Current : RoomCommands.Find(session, command, command.Room, "#show users room");
            if (room is null)
            {
                if (command.Room is null)
                    session.Refuse(command, new Refusal(ErrorCode.NoConversation));
                return;
            }
        }
        var online = chat.People.List();
        var registered = await chat.Accounts.CountAsync(cancellationToken);
        var after = command.After is { } name ? NameRules.Fold(name) : null;
        var limit = command.Limit ?? PageOf(session);
        var page = scope == "all"
            ? await RegisteredAsync(session, online, after, limit, cancellationToken)
            : Online(online, room, after, limit);
        var next = page.Count == limit ? page[^1].Login : null;
        session.Reply(command, new UserList(scope, page, online.Count, registered, room?.Name, next));
    }

    private static RoomShown Show(Room room, Session viewer) =>
        new(room.Name, room.Id, room.People, room.IsKept, room == viewer.Chat.Rooms.Default, room.Record.Owner == viewer.Account!.Id, room.Owner);

    private static IReadOnlyList<UserShown> Online(IReadOnlyList<Person> online, Room? room, string? after, int limit) =>
        [.. online
            .Where(p => after is null || string.CompareOrdinal(p.Account.Login.Fold, after) > 0)
            .Where(p => room is null || p.Sessions.Any(s => s.IsIn(room)))
            .Take(limit)
            .Select(p => new UserShown(p.Account.Login.Value, "active", p.Rooms))];

    private static async Task<IReadOnlyList<UserShown>> RegisteredAsync(Session session, IReadOnlyList<Person> online, string? after, int limit, CancellationToken cancellationToken)
    {
        var present = online.ToDictionary(p => p.Account.Id);
        var accounts = await session.Chat.Accounts.ListAsync(after, limit, cancellationToken);
        return [.. accounts.Select(a => present.TryGetValue(a.Id, out var person)
            ? new UserShown(a.Login.Value, "active", person.Rooms)
            : new UserShown(a.Login.Value, "offline", []))];
    }
}
