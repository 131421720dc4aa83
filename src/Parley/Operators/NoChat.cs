using Microsoft.Extensions.Logging.Abstractions;
using Parley.Contracts;
using Parley.Core;
using Parley.Core.Accounts;
using Parley.Core.Operators;
using Parley.Core.Ports;
using Parley.Core.Rooms;

namespace Parley.Host.Operators;

/// <summary>No server runs: the store is changed, and nobody is there to be told.</summary>
internal sealed class NoChat(Stores stores, TimeProvider time) : ILiveChat
{
    public bool IsRunning => false;

    public Audit Audit { get; } = new(stores.KeyValue, time, NullLogger.Instance);

    public async ValueTask<Suspensions> SuspensionsAsync(CancellationToken cancellationToken) => await Suspensions.LoadAsync(stores.KeyValue, cancellationToken);

    public async Task SuspendAsync(AccountId account, bool on, CancellationToken cancellationToken) =>
        await (await SuspensionsAsync(cancellationToken)).SetAsync(account, on, cancellationToken);

    public bool EndSession(long id) => false;

    public int? CountSessions(AccountId account) => null;

    public int? CountPeople(RoomName room) => null;

    public void EndSessions(AccountId account)
    {
    }

    public Task RenewAsync(AccountId account, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <remarks>The account goes last: after a break the same request can be made again.</remarks>
    public async Task EraseAsync(AccountId account, CancellationToken cancellationToken)
    {
        foreach (var room in (await stores.Rooms.ListAsync(cancellationToken)).Where(room => room.Owner == account))
        {
            if (room.Lifetime == RoomLifetime.Kept)
                await stores.Rooms.UpdateAsync(room with { Owner = null }, cancellationToken);
            else
                await stores.Rooms.CloseAsync(room.Id, time.GetUtcNow(), cancellationToken);
        }
        await stores.Messages.EraseAuthorAsync(account, cancellationToken);
        await stores.Files.EraseAsync(account, cancellationToken);
        await stores.Accounts.EraseAsync(account, cancellationToken);
        await (await SuspensionsAsync(cancellationToken)).ForgetAsync(account, cancellationToken);
    }

    public async Task<bool> DeleteRoomAsync(RoomName name, string? by, CancellationToken cancellationToken) =>
        await FindAsync(name, cancellationToken) is { } room && await stores.Rooms.CloseAsync(room.Id, time.GetUtcNow(), cancellationToken);

    public async Task<bool> KeepRoomAsync(RoomName name, CancellationToken cancellationToken) =>
        await FindAsync(name, cancellationToken) is { } room && await stores.Rooms.UpdateAsync(room with { Lifetime = RoomLifetime.Kept }, cancellationToken) is not null;

    public ChatFigures? Figures() => null;

    private async ValueTask<RoomRecord?> FindAsync(RoomName name, CancellationToken cancellationToken) =>
        (await stores.Rooms.ListAsync(cancellationToken)).FirstOrDefault(room => room.Name == name && room.Lifetime != RoomLifetime.Default);
}
