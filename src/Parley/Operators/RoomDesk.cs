using Parley.Contracts;
using Parley.Core;
using Parley.Core.Operators;
using Parley.Core.Rooms;
using Parley.Host.Options;
using DeleteRoom = Parley.Core.Operators.DeleteRoom;
using KeepRoom = Parley.Core.Operators.KeepRoom;

namespace Parley.Host.Operators;

/// <summary>The requests about rooms.</summary>
internal sealed class RoomDesk(Stores stores, ILiveChat chat)
{
    private const int Page = 200;

    public async Task<OperatorReply> ListAsync(CancellationToken cancellationToken)
    {
        var rows = new List<RoomRow>();
        foreach (var room in (await stores.Rooms.ListAsync(cancellationToken)).OrderByDescending(r => r.Lifetime == RoomLifetime.Default).ThenBy(r => r.Name.Fold, StringComparer.Ordinal))
        {
            var owner = room.Owner is { } id ? await stores.Accounts.FindAsync(id, cancellationToken) : null;
            var span = await stores.Messages.SpanAsync(room.Id, cancellationToken);
            rows.Add(new(room.Id.Value, room.Name.Value, SettingKey.Kebab(room.Lifetime.ToString()), owner?.Login.Value, span.Head.Value, room.Created, chat.CountPeople(room.Name)));
        }
        return new RoomPage(rows);
    }

    public async Task<OperatorReply> KeepAsync(KeepRoom request, CancellationToken cancellationToken)
    {
        if (await FindAsync(request.Room, cancellationToken) is not { } room)
            return Unknown(request.Room);
        if (room.Lifetime is RoomLifetime.Kept or RoomLifetime.Default)
            return new Granted();
        if (!await chat.KeepRoomAsync(room.Name, cancellationToken))
            return Unknown(request.Room);
        await chat.Audit.NoteAsync(AuditEntry.Of(AuditActs.RoomKept, request.By, room: room.Name.Value), cancellationToken);
        return new Granted();
    }

    public async Task<OperatorReply> DeleteAsync(DeleteRoom request, CancellationToken cancellationToken)
    {
        if (RoomName.TryParse(request.Room, out var name) && NameRules.IsDefaultRoom(name))
            return Refused.Because(new Refusal(ErrorCode.DefaultRoomStays));
        if (await FindAsync(request.Room, cancellationToken) is not { } room)
            return Unknown(request.Room);
        if (!await chat.DeleteRoomAsync(room.Name, request.By?.Login, cancellationToken))
            return Unknown(request.Room);
        await chat.Audit.NoteAsync(AuditEntry.Of(AuditActs.RoomDeleted, request.By, room: room.Name.Value), cancellationToken);
        return new Granted();
    }

    public async Task<OperatorReply> ExportAsync(ExportRoom request, CancellationToken cancellationToken)
    {
        if (await FindAsync(request.Room, cancellationToken) is not { } room)
            return Unknown(request.Room);
        if (request.After is null)
            await chat.Audit.NoteAsync(AuditEntry.Of(AuditActs.RoomExported, request.By, room: room.Name.Value), cancellationToken);
        var entries = await stores.Messages.ReadAfterAsync(room.Id, new(request.After ?? 0), Page, cancellationToken);
        return new RoomExport([.. entries.Select(EntryRows.Of)], entries.Count == Page ? entries[^1].Position.Value : null);
    }

    private async ValueTask<RoomRecord?> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (!RoomName.TryParse(text, out var name))
            return null;
        var living = await stores.Rooms.ListAsync(cancellationToken);
        return NameRules.IsDefaultRoom(name)
            ? living.FirstOrDefault(room => room.Lifetime == RoomLifetime.Default)
            : living.FirstOrDefault(room => room.Name == name);
    }

    private static Refused Unknown(string room) => Refused.Because(Refusal.Of(ErrorCode.NoSuchRoom, "room", room));
}
