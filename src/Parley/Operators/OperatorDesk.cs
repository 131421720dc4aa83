using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Operators;
using Parley.Host.Options;
using DeleteRoom = Parley.Core.Operators.DeleteRoom;
using KeepRoom = Parley.Core.Operators.KeepRoom;
using ListRooms = Parley.Core.Operators.ListRooms;

namespace Parley.Host.Operators;

/// <summary>Answers operators on the open store and, when a server runs, its live chat. Requests may come at the same time.</summary>
internal sealed class OperatorDesk(ILiveChat chat, AccountDesk accounts, RoomDesk rooms, InspectDesk inspect, AuditDesk audit, SettingsDesk settings, ILogger<OperatorDesk> logger) : IOperatorDesk
{
    public static OperatorDesk Over(DataStore store, ILiveChat chat, PasswordHashing hashing, HostSettings settings, TimeProvider time, ILogger<OperatorDesk> logger) => new(
        chat,
        new AccountDesk(store.Stores, chat, hashing, settings.Chat.Accounts, time),
        new RoomDesk(store.Stores, chat),
        new InspectDesk(store.Stores, chat, store.Figures, time),
        new AuditDesk(store.Stores.Accounts, chat),
        new SettingsDesk(settings),
        logger);

    public async Task<OperatorReply> HandleAsync(OperatorRequest request, CancellationToken cancellationToken)
    {
        OperatorReply reply = request switch
        {
            CreateAccount create => await accounts.CreateAsync(create, cancellationToken),
            ListAccounts list => await accounts.ListAsync(list, cancellationToken),
            ShowAccount show => await accounts.ShowAsync(show, cancellationToken),
            SetPassword set => await accounts.SetPasswordAsync(set, cancellationToken),
            SetRole set => await accounts.SetRoleAsync(set, cancellationToken),
            ExportAccount export => await accounts.ExportAsync(export, cancellationToken),
            EraseAccount erase => await accounts.EraseAsync(erase, cancellationToken),
            ListRooms => await rooms.ListAsync(cancellationToken),
            KeepRoom keep => await rooms.KeepAsync(keep, cancellationToken),
            DeleteRoom delete => await rooms.DeleteAsync(delete, cancellationToken),
            ExportRoom export => await rooms.ExportAsync(export, cancellationToken),
            SuspendAccount suspend => await accounts.SuspendAsync(suspend, cancellationToken),
            EndSessions end => await accounts.EndSessionsAsync(end, cancellationToken),
            EndSession end => await EndAsync(end, cancellationToken),
            ListSessions list => inspect.Sessions(list),
            ListAudit list => await audit.ListAsync(list, cancellationToken),
            ListSettings => settings.List(),
            Inspect => await inspect.InspectAsync(cancellationToken),
            _ => Refused.Because(Refusal.Of(ErrorCode.UnknownCommand, "command", request.GetType().Name)),
        };
        if (request is not (Parley.Core.Operators.Inspect or ListAccounts or ListRooms or ListSessions or ListAudit or ListSettings))
            logger.Answered(request is SuspendAccount { On: false } ? "RestoreAccount" : request.GetType().Name, reply is Refused refused ? $"refused, {refused.Code}" : "done");
        return reply;
    }

    private async Task<OperatorReply> EndAsync(EndSession request, CancellationToken cancellationToken)
    {
        if (!chat.EndSession(request.Id))
            return Refused.Because(Refusal.Of(ErrorCode.InvalidValue, "what", "session", "value", request.Id));
        await chat.Audit.NoteAsync(AuditEntry.Of(AuditActs.SessionsEnded, request.By, detail: $"{request.Id}"), cancellationToken);
        return new Granted();
    }
}

internal static partial class OperatorDeskLog
{
    [LoggerMessage(1101, LogLevel.Information, "Operator's {Request}: {Outcome}")]
    public static partial void Answered(this ILogger logger, string request, string outcome);
}
