using Parley.Contracts;
using Parley.Core;
using Parley.Core.Accounts;
using Parley.Core.Operators;

namespace Parley.Host.Operators;

/// <summary>The chat of a running server.</summary>
internal sealed class LiveChat(Chat chat) : ILiveChat
{
    /// <summary>Whom people are told that deleted their room.</summary>
    private const string Operator = "operator";

    public bool IsRunning => true;

    public Audit Audit => chat.Audit;

    public ValueTask<Suspensions> SuspensionsAsync(CancellationToken cancellationToken) => new(chat.Suspensions);

    public Task SuspendAsync(AccountId account, bool on, CancellationToken cancellationToken) => chat.SuspendAsync(account, on, cancellationToken);

    public bool EndSession(long id) => chat.EndSession(new SessionId(id));

    public int? CountSessions(AccountId account) => chat.CountSessions(account);

    public int? CountPeople(RoomName room) => chat.Views.FindRoom(room)?.People;

    public void EndSessions(AccountId account) => chat.EndSessions(account);

    public Task RenewAsync(AccountId account, CancellationToken cancellationToken) => chat.RenewAsync(account, cancellationToken);

    public Task EraseAsync(AccountId account, CancellationToken cancellationToken) => chat.EraseAsync(account, by: null, cancellationToken);

    public Task<bool> DeleteRoomAsync(RoomName name, string? by, CancellationToken cancellationToken) => chat.DeleteRoomAsync(name, by ?? Operator);

    public Task<bool> KeepRoomAsync(RoomName name, CancellationToken cancellationToken) => chat.KeepRoomAsync(name, cancellationToken);

    public ChatFigures Figures() => chat.Figures();
}
