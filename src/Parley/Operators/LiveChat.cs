using Parley.Contracts;
using Parley.Core;

namespace Parley.Host.Operators;

/// <summary>The chat of a running server.</summary>
internal sealed class LiveChat(Chat chat) : ILiveChat
{
    /// <summary>Whom people are told that deleted their room.</summary>
    private const string Operator = "operator";

    public bool IsRunning => true;

    public void EndSessions(AccountId account) => chat.EndSessions(account);

    public Task RenewAsync(AccountId account, CancellationToken cancellationToken) => chat.RenewAsync(account, cancellationToken);

    public Task EraseAsync(AccountId account, CancellationToken cancellationToken) => chat.EraseAsync(account, by: null, cancellationToken);

    public Task<bool> DeleteRoomAsync(RoomName name, CancellationToken cancellationToken) => chat.DeleteRoomAsync(name, Operator);

    public Task<bool> KeepRoomAsync(RoomName name, CancellationToken cancellationToken) => chat.KeepRoomAsync(name, cancellationToken);

    public ChatFigures Figures() => chat.Figures();
}
