using System.Globalization;
using System.Text;
using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Core.Peers;

/// <param name="Id">64 hexadecimal digits.</param>
/// <param name="Revoked">When its account, or an erasure, took it back; null for one that is trusted.</param>
internal sealed record Device(string Id, AccountId Account, DateTimeOffset Since, DateTimeOffset? Revoked);

/// <summary>Whose devices are, for all nodes. Revoked ones stay, so that they can be told of.</summary>
internal sealed class Devices(IKeyValue store, Organisation organisation)
{
    private static readonly ReadOnlyMemory<byte> Space = "parley/devices"u8.ToArray();

    /// <summary>Revoked devices, with the organisation's word.</summary>
    private static readonly ReadOnlyMemory<byte> Revocations = "parley/revocations"u8.ToArray();

    public async ValueTask<Device?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.GetAsync(Space, Key(id), cancellationToken) is { } item ? Read(item) : null;

    /// <summary>False when it is another account's, or was revoked.</summary>
    public async Task<bool> TryAddAsync(string id, AccountId account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is { } known)
            return known.Account == account && known.Revoked is null;
        return await store.SetAsync(Space, Key(id), Write(account, now, revoked: null), expected: 0, cancellationToken) is not null
            || await FindAsync(id, cancellationToken) is { Revoked: null } other && other.Account == account;
    }

    public async ValueTask<IReadOnlyList<Device>> OfAsync(AccountId account, CancellationToken cancellationToken) =>
        [.. (await store.ListAsync(Space, cancellationToken)).Select(Read).Where(d => d.Account == account)];

    /// <summary>False when the account has no such device. Again does nothing.</summary>
    public async Task<bool> RevokeAsync(string id, AccountId account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } device || device.Account != account)
            return false;
        if (device.Revoked is null)
        {
            // The word first: cut off in between, it is said again.
            await store.SetAsync(Revocations, Key(id), organisation.Revoke(Convert.FromHexString(id), now), null, cancellationToken);
            await store.SetAsync(Space, Key(id), Write(account, device.Since, now), null, cancellationToken);
        }
        return true;
    }

    /// <summary>The organisation's signed revocations, oldest first.</summary>
    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> RevokedAsync(CancellationToken cancellationToken) =>
        [.. (await store.ListAsync(Revocations, cancellationToken)).Select(item => item.Value)];

    /// <summary>The account is gone.</summary>
    public async Task ForgetAsync(AccountId account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var device in await OfAsync(account, cancellationToken))
            await RevokeAsync(device.Id, account, now, cancellationToken);
    }

    private static ReadOnlyMemory<byte> Key(string id) => Encoding.ASCII.GetBytes(id);

    private static byte[] Write(AccountId account, DateTimeOffset since, DateTimeOffset? revoked) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{account.Value} {since.ToUnixTimeMilliseconds()} {revoked?.ToUnixTimeMilliseconds() ?? 0}"));

    private static Device Read(KeyValueItem item)
    {
        var parts = Encoding.ASCII.GetString(item.Value.Span).Split(' ').Select(p => long.Parse(p, CultureInfo.InvariantCulture)).ToArray();
        return new Device(Encoding.ASCII.GetString(item.Key.Span), new AccountId(parts[0]), DateTimeOffset.FromUnixTimeMilliseconds(parts[1]), parts[2] == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(parts[2]));
    }
}
