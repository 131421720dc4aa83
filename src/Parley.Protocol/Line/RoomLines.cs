using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary>Rooms, who is in them and who comes and goes.</summary>
internal static class RoomLines
{
    public static void Moved(Event shown, LineOutput output)
    {
        switch (shown)
        {
            case RoomCreated created: output.Notice("created", ("room", output.Room(created.Room))); break;
            case RoomEntered entered: Entered(entered, output); break;
            case RoomLeft { Now: null } left: output.Notice("left", ("room", output.Room(left.Room))); break;
            case RoomLeft left: output.Notice("left.now", ("room", output.Room(left.Room)), ("now", output.Room(left.Now))); break;
            case AlreadyHome: output.Notice("at-home"); break;
            case RoomDeleted deleted: output.Notice("deleted", ("room", output.Room(deleted.Room))); break;
            case RoomKept kept: output.Notice("kept", ("room", output.Room(kept.Room))); break;
            case RoomClosed closed: Closed(closed, output); break;
            case MemberJoined joined: output.Notice("joined", ("login", LineText.Name(joined.Login)), ("room", output.Room(joined.Room))); break;
            case MemberLeft left:
                var said = LineText.Plain(left.Reason ?? "");
                output.Notice(said.Length == 0 ? "parted" : "parted.reason", ("login", LineText.Name(left.Login)), ("room", output.Room(left.Room)), ("reason", said));
                break;
        }
    }

    private static void Entered(RoomEntered entered, LineOutput output)
    {
        output.Notice("entered", ("room", output.Room(entered.Room)), ("n", entered.People));
        if (entered.Topic is { } topic)
            output.Notice("topic", ("room", output.Room(entered.Room)), ("topic", LineText.Plain(topic)));
    }

    public static void Rooms(RoomList list, LineOutput output)
    {
        output.Notice("rooms", ("n", list.Total));
        foreach (var room in list.Rooms)
        {
            var name = room.Default ? output.Texts.DefaultRoom : room.Room;
            var yours = room.Yours ? $" ({output.Texts.Format("rooms.yours")})" : "";
            var topic = room.Topic is null ? "" : $" · {LineText.Plain(room.Topic)}";
            output.Row($"{name} {room.People}{yours}{topic}");
        }
        if (list.Next is not null)
            output.Notice("rooms.more", ("next", list.Next));
    }

    public static void Users(UserList list, LineOutput output)
    {
        if (list.Room is { } room)
            output.Notice("users.room", ("room", output.Room(room)), ("n", list.Users.Count));
        else if (list.Known == true)
            output.Notice("users.known", ("n", list.Online), ("known", list.Registered));
        else
            output.Notice("users", ("n", list.Online), ("registered", list.Registered));
        foreach (var user in list.Users)
        {
            var rooms = user.Rooms.Count == 0 ? "-" : string.Join(", ", user.Rooms.Select(output.Room));
            var guest = user.Guest == true ? $" ({output.Texts.Format("users.guest")})" : "";
            var away = user.Away is null ? "" : $": {LineText.Plain(user.Away)}";
            output.Row($"{LineText.Name(user.Login)}  {rooms}  {State(user.State, output)}{guest}{away}");
        }
        if (list.Next is not null)
            output.Notice("users.more", ("scope", list.Scope), ("next", list.Next));
    }

    private static void Closed(RoomClosed closed, LineOutput output)
    {
        var key = closed.Reason switch
        {
            "kept-out" => "closed.kept-out",
            "deleted" when closed.By is not null => "closed.deleted",
            "owner-left" when closed.By is not null => "closed.owner-left",
            _ => "closed.ended",
        };
        var text = output.Texts.Format(key, ("room", output.Room(closed.Room)), ("by", LineText.Name(closed.By ?? "")));
        if (closed.Now is not null)
            text += " " + output.Texts.Format("closed.now", ("now", output.Room(closed.Now)));
        output.NoticeText(text);
    }

    private static string State(string state, LineOutput output) =>
        output.Texts.Has($"state.{state}") ? output.Texts.Format($"state.{state}") : state;
}
