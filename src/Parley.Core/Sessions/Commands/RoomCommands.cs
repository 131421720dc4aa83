using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Conversations;
using Parley.Core.Rooms;

namespace Parley.Core.Sessions.Commands;

/// <summary>Making, entering, leaving and ending rooms.</summary>
internal static class RoomCommands
{
    /// <summary>To make or find a room that others make and end at the same time.</summary>
    private const int MaxTries = 5;

    public static async ValueTask CreateAsync(Session session, CreateRoom command, CancellationToken cancellationToken)
    {
        if (Parse(session, command, command.Room, "#cR") is not { } name)
            return;
        var chat = session.Chat;
        if (chat.Rooms.Find(name) is { } existing)
        {
            await ExistsAsync(session, command, existing, cancellationToken);
            return;
        }
        if (session.Account is null && !session.ChoosesName)
        {
            session.Refuse(command, new Refusal(ErrorCode.AccountNeeded));
            return;
        }
        // Nobody's leaving would end what a visit makes.
        if (session.IsVisiting && !chat.Settings.Channels.Registration && session.Account!.Role != Role.Administrator)
        {
            session.Refuse(command, new Refusal(ErrorCode.NotAllowed));
            return;
        }
        var lifetime = session.IsVisiting ? RoomLifetime.Kept : LifetimeOf(chat.Settings.Rooms.Lifetime, RoomLifetime.Owner);
        var (room, refused) = await MakeAsync(session, name, lifetime);
        if (room is null)
        {
            // Somebody else was making it.
            if (refused is { Code: ErrorCode.RoomExists } && chat.Rooms.Find(name) is { } made)
                await ExistsAsync(session, command, made, cancellationToken);
            else
                session.Refuse(command, refused!);
            return;
        }
        if (session.IsVisiting)
        {
            session.Reply(command, new RoomCreated(room.Name, room.Id));
            return;
        }
        Event Answer(RoomEntered entered) => new RoomCreated(entered.Room, entered.Conversation) { Ref = command.Ref };
        var refusal = session.IsPlaced
            ? await session.MoveAsync(room, 0, null, Answer, cancellationToken)
            : await session.JoinAsync(room, null, 0, null, Answer, cancellationToken);
        if (refusal is not null)
            session.Refuse(command, refusal);
    }

    public static async ValueTask EnterAsync(Session session, EnterRoom command, CancellationToken cancellationToken)
    {
        if (await FindAsync(session, command, command.Room, "#gR", cancellationToken) is { } room)
            await EnterAsync(session, command, room, command.Key, cancellationToken);
    }

    public static async ValueTask HomeAsync(Session session, GoHome command, CancellationToken cancellationToken)
    {
        var home = session.Chat.Rooms.Default;
        if (session.IsIn(home))
        {
            session.Reply(command, new AlreadyHome(home.Name));
            return;
        }
        var left = session.CurrentRoom ?? home.Name;
        var refusal = await session.MoveAsync(home, session.Chat.Settings.Line.History, null, entered => new RoomLeft(left, entered.Room) { Ref = command.Ref }, cancellationToken);
        if (refusal is not null)
            session.Refuse(command, refusal);
    }

    public static async ValueTask JoinAsync(Session session, JoinRoom command, CancellationToken cancellationToken)
    {
        if (command.After < 0)
        {
            session.Refuse(command, Refusals.Invalid("after", command.After));
            return;
        }
        while (true)
        {
            if (await FindOrMakeAsync(session, command, cancellationToken) is not { } room)
                return;
            if (command.Conversation is { } expected && expected != room.Id.Value)
            {
                session.Refuse(command, Refusal.Of(ErrorCode.RoomMadeAnew, "room", room.Name));
                return;
            }
            Position? after = command.After is { } position ? new Position(position) : null;
            var refusal = await session.JoinAsync(room, after, 0, command.Key, entered => entered with { Ref = command.Ref }, cancellationToken);
            // It went between the finding and the joining: there is room for a new one.
            if (command.Make && refusal is { Code: ErrorCode.NoSuchRoom })
                continue;
            if (refusal is not null)
                session.Refuse(command, refusal);
            return;
        }
    }

    public static async ValueTask LeaveAsync(Session session, LeaveRoom command, CancellationToken cancellationToken)
    {
        if (await FindAsync(session, command, command.Room, "leave", cancellationToken) is not { } room)
            return;
        if (await session.LeaveAsync(room, command.Reason))
            session.Reply(command, new RoomLeft(room.Name) { Reason = command.Reason });
        else
            session.Refuse(command, Refusal.Of(ErrorCode.NotInRoom, "room", room.Name));
    }

    public static async ValueTask DeleteAsync(Session session, DeleteRoom command, CancellationToken cancellationToken)
    {
        if (await FindAsync(session, command, command.Room, "#dR", cancellationToken) is not { } room)
            return;
        var chat = session.Chat;
        if (room == chat.Rooms.Default)
            session.Refuse(command, new Refusal(ErrorCode.DefaultRoomStays));
        else if (!MayRule(session, room))
            session.Refuse(command, Refusal.Of(ErrorCode.NotYourRoom, "room", room.Name, "owner", room.Owner ?? "—"));
        else if (await chat.Rooms.CloseAsync(room, "deleted", session.Account!.Login.Value))
        {
            if (room.Record.Owner != session.Account.Id)
                await chat.Audit.NoteAsync(new Operators.AuditEntry(Operators.AuditActs.RoomDeleted, session.Account.Id.Value, session.Origin.Address, Room: room.Name), cancellationToken);
            session.Reply(command, new RoomDeleted(room.Name));
        }
        else
            session.Refuse(command, Refusal.Of(ErrorCode.NoSuchRoom, "room", room.Name));
    }

    public static async ValueTask KeepAsync(Session session, KeepRoom command, CancellationToken cancellationToken)
    {
        var room = command.Room is null ? session.Current : await FindAsync(session, command, command.Room, "#keep", cancellationToken);
        if (room is null)
        {
            if (command.Room is null)
                session.Refuse(command, Refusal.Of(ErrorCode.RoomNameMissing, "command", "#keep"));
            return;
        }
        if (room != session.Chat.Rooms.Default && !MayRule(session, room))
        {
            session.Refuse(command, Refusal.Of(ErrorCode.NotYoursToKeep, "room", room.Name, "owner", room.Owner ?? "—"));
            return;
        }
        if (!room.IsKept && !session.Chat.Settings.Channels.Registration && session.Account?.Role != Role.Administrator)
        {
            session.Refuse(command, new Refusal(ErrorCode.NotAllowed));
            return;
        }
        if (!room.IsKept && await session.Chat.Rooms.KeepAsync(room, CancellationToken.None) is { } refusal)
        {
            session.Refuse(command, refusal);
            return;
        }
        session.Reply(command, new RoomKept(room.Name));
    }

    /// <summary>The room that was named, or null after a refusal (201, 203, 204).</summary>
    public static async ValueTask<Room?> FindAsync(Session session, Command command, string? typed, string usage, CancellationToken cancellationToken)
    {
        if (Parse(session, command, typed, usage) is not { } name)
            return null;
        var room = await session.Chat.Rooms.LoadAsync(name, cancellationToken);
        if (room is null)
            session.Refuse(command, Refusal.Of(ErrorCode.NoSuchRoom, "room", name.Value));
        return room;
    }

    private static RoomName? Parse(Session session, Command command, string? typed, string usage)
    {
        if (string.IsNullOrWhiteSpace(typed))
            session.Refuse(command, Refusal.Of(ErrorCode.RoomNameMissing, "command", usage));
        else if (!RoomName.TryParse(typed, out var name))
            session.Refuse(command, Refusals.Invalid("room", typed));
        else
            return name;
        return null;
    }

    private static async Task ExistsAsync(Session session, CreateRoom command, Room room, CancellationToken cancellationToken)
    {
        if (session.Chat.Settings.Rooms.CreateJoinsExisting && !session.IsVisiting)
            await EnterAsync(session, command, room, null, cancellationToken);
        else
            session.Refuse(command, Refusal.Of(ErrorCode.RoomExists, "room", room.Name));
    }

    private static async Task EnterAsync(Session session, Command command, Room room, string? key, CancellationToken cancellationToken)
    {
        if (session.IsIn(room))
        {
            session.Refuse(command, await room.LivesAsync(cancellationToken) ? Refusal.Of(ErrorCode.AlreadyInRoom, "room", room.Name) : room.NoSuchRoom());
            return;
        }
        var refusal = await session.MoveAsync(room, session.Chat.Settings.Line.History, key, entered => entered with { Ref = command.Ref }, cancellationToken);
        if (refusal is not null)
            session.Refuse(command, refusal);
    }

    private static bool MayRule(Session session, Room room) =>
        session.Account is { } account && (room.Record.Owner == account.Id || account.Role == Role.Administrator);

    /// <summary>The room to join; where the door says so it is made when there is none, and lives while somebody is in it.</summary>
    private static async ValueTask<Room?> FindOrMakeAsync(Session session, JoinRoom command, CancellationToken cancellationToken)
    {
        if (!command.Make || !RoomName.TryParse(command.Room, out var name))
            return await FindAsync(session, command, command.Room, "join", cancellationToken);
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (session.Chat.Rooms.Find(name) is { } found)
                return found;
            var (room, refusal) = await MakeAsync(session, name, LifetimeOf(session.Chat.Settings.Rooms.Lifetime, RoomLifetime.Occupied));
            // Somebody else was making it: it is there now, or has ended again.
            if (refusal is { Code: ErrorCode.RoomExists })
                continue;
            if (refusal is not null)
                session.Refuse(command, refusal);
            return room;
        }
        return await FindAsync(session, command, command.Room, "join", cancellationToken);
    }

    private static async Task<(Room? Room, Refusal? Refusal)> MakeAsync(Session session, RoomName name, RoomLifetime lifetime)
    {
        var (chat, owner) = (session.Chat, session.Account);
        if (NameRules.IsReserved(name.Fold))
            return (null, Refusals.Invalid("room", name.Value));
        // What a guest makes goes with those in it; its door limits how many one may be in.
        if (owner is not null && owner.Role != Role.Administrator && chat.Rooms.OwnedBy(owner.Id).Count >= chat.Settings.Rooms.MaxPerAccount)
            return (null, Refusal.Of(ErrorCode.RoomLimit, "limit", chat.Settings.Rooms.MaxPerAccount));
        // A guest owns nothing that outlasts the stay.
        var room = await chat.Rooms.CreateAsync(name, owner is null ? RoomLifetime.Occupied : lifetime, owner?.Id, CancellationToken.None);
        return room is null ? (null, Refusal.Of(ErrorCode.RoomExists, "room", name.Value)) : (room, null);
    }

    private static RoomLifetime LifetimeOf(string setting, RoomLifetime byDoor) => setting switch
    {
        "kept" => RoomLifetime.Kept,
        "occupied" => RoomLifetime.Occupied,
        "owner" => RoomLifetime.Owner,
        _ => byDoor,
    };
}
