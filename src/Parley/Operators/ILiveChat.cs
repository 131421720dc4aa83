using Parley.Contracts;
using Parley.Core;
using Parley.Core.Accounts;
using Parley.Core.Operators;
using Parley.Core.Ports;

namespace Parley.Host.Operators;

/// <summary>What an operator does to the chat that is going on: <see cref="LiveChat"/>, or <see cref="NoChat"/> on a stopped server's store.</summary>
/// <remarks>Every member throws <see cref="StorageUnavailableException"/> as the stores do.</remarks>
internal interface ILiveChat
{
    bool IsRunning { get; }

    /// <summary>Where acts are noted.</summary>
    Audit Audit { get; }

    ValueTask<Suspensions> SuspensionsAsync(CancellationToken cancellationToken);

    /// <summary>Nobody logs in to the account, or people may again.</summary>
    Task SuspendAsync(AccountId account, bool on, CancellationToken cancellationToken);

    /// <summary>False: none of that number.</summary>
    bool EndSession(long id);

    /// <summary>Sessions of an account; null when no chat is going on.</summary>
    int? CountSessions(AccountId account);

    /// <summary>People in a room; null when no chat is going on.</summary>
    int? CountPeople(RoomName room);

    /// <summary>Ends every session of an account.</summary>
    void EndSessions(AccountId account);

    /// <summary>A role or profile was changed in the store: living sessions take it over.</summary>
    Task RenewAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Ends an account's sessions and rooms, and erases what it is and wrote.</summary>
    Task EraseAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Closes a room for good; its occupants are moved to the default room and told by whom (null: the operator). False: no such room, or the default one.</summary>
    Task<bool> DeleteRoomAsync(RoomName name, string? by, CancellationToken cancellationToken);

    /// <summary>False: no such room.</summary>
    Task<bool> KeepRoomAsync(RoomName name, CancellationToken cancellationToken);

    /// <summary>Null when no chat is going on.</summary>
    ChatFigures? Figures();
}
