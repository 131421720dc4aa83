using System.CommandLine;
using Parley.Core.Operators;
using Parley.Host.Operators;

namespace Parley.Host.Cli;

internal static class RoomCommand
{
    public static Command Create() => new("room", "Look at and change rooms, beside a running server or on a stopped one.")
    {
        ListVerb(),
        KeepVerb(),
        DeleteVerb(),
        ExportVerb(),
    };

    private static Command ListVerb() => OperatorCommand.Create("list", "List every room: lifetime, owner, last position.", [], [], (desk, _, cancellationToken) =>
        desk.PagesAsync<RoomPage>(
            _ => new ListRooms(),
            page =>
            {
                foreach (var room in page.Rooms)
                    Console.Out.WriteLine($"{room.Name,-32} {room.Lifetime,-8} {room.Owner ?? "-",-20} {room.Head}");
                return null;
            },
            cancellationToken));

    private static Command KeepVerb()
    {
        var name = Name();
        return OperatorCommand.Create("keep", "Keep a room, with its history, after its owner has gone.", [name], [], (desk, parsed, cancellationToken) =>
            desk.TellAsync(new KeepRoom(parsed.GetRequiredValue(name)), $"Room {parsed.GetValue(name)} is kept.", cancellationToken));
    }

    private static Command DeleteVerb()
    {
        var name = Name();
        return OperatorCommand.Create("delete", "Delete a room; its people go to the default room and are told.", [name], [], (desk, parsed, cancellationToken) =>
            desk.TellAsync(new DeleteRoom(parsed.GetRequiredValue(name)), $"Room {parsed.GetValue(name)} deleted.", cancellationToken));
    }

    private static Command ExportVerb()
    {
        var name = Name();
        return OperatorCommand.Create("export", "Print every entry of a room as JSON Lines, oldest first.", [name], [], (desk, parsed, cancellationToken) =>
            desk.PagesAsync<RoomExport>(
                after => new ExportRoom(parsed.GetRequiredValue(name), (long?)after),
                page =>
                {
                    EntryLines.Print(page.Entries);
                    return page.Next;
                },
                cancellationToken));
    }

    private static Argument<string> Name() => new("room") { Description = "The room's name." };
}
