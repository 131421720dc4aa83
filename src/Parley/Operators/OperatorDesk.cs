using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Settings;

namespace Parley.Host.Operators;

/// <summary>Answers operators on the open store and, when a server runs, its live chat. Requests may come at the same time.</summary>
internal sealed class OperatorDesk(AccountDesk accounts, RoomDesk rooms, InspectDesk inspect, ILogger<OperatorDesk> logger) : IOperatorDesk
{
    public static OperatorDesk Over(DataStore store, ILiveChat chat, PasswordHashing hashing, AccountSettings settings, TimeProvider time, ILogger<OperatorDesk> logger) => new(
        new AccountDesk(store.Stores, chat, hashing, settings, time),
        new RoomDesk(store.Stores, chat),
        new InspectDesk(store.Stores, chat, store.Figures, time),
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
            Inspect => await inspect.InspectAsync(cancellationToken),
            _ => Refused.Because(Refusal.Of(ErrorCode.UnknownCommand, "command", request.GetType().Name)),
        };
        if (request is not (Operators.Inspect or ListAccounts or ListRooms))
            logger.Answered(request.GetType().Name, reply is Refused refused ? $"refused, {refused.Code}" : "done");
        return reply;
    }
}

internal static partial class OperatorDeskLog
{
    [LoggerMessage(1101, LogLevel.Information, "Operator's {Request}: {Outcome}")]
    public static partial void Answered(this ILogger logger, string request, string outcome);
}
