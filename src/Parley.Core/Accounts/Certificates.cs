using System.Globalization;
using System.Text;
using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Core.Accounts;

/// <summary>Client certificates that log accounts in, by their SHA-256.</summary>
internal sealed class Certificates(IKeyValue store)
{
    private static readonly byte[] Space = "certificates"u8.ToArray();

    public async ValueTask<AccountId?> FindAsync(ReadOnlyMemory<byte> fingerprint, CancellationToken cancellationToken) =>
        await store.GetAsync(Space, fingerprint, cancellationToken) is { } item
            ? new AccountId(long.Parse(Encoding.ASCII.GetString(item.Value.Span), CultureInfo.InvariantCulture))
            : null;

    /// <summary>False when another account has it.</summary>
    public async Task<bool> TryAddAsync(ReadOnlyMemory<byte> fingerprint, AccountId account, CancellationToken cancellationToken) =>
        await FindAsync(fingerprint, cancellationToken) is { } owner
            ? owner == account
            : await store.SetAsync(Space, fingerprint, Encoding.ASCII.GetBytes($"{account}"), 0, cancellationToken) is not null;

    public async Task RemoveAsync(ReadOnlyMemory<byte> fingerprint, AccountId account, CancellationToken cancellationToken)
    {
        if (await FindAsync(fingerprint, cancellationToken) == account)
            await store.RemoveAsync(Space, fingerprint, cancellationToken);
    }

    /// <summary>The account is gone.</summary>
    public async Task ForgetAsync(AccountId account, CancellationToken cancellationToken)
    {
        foreach (var item in await store.ListAsync(Space, cancellationToken))
        {
            if (Encoding.ASCII.GetString(item.Value.Span) == $"{account}")
                await store.RemoveAsync(Space, item.Key, cancellationToken);
        }
    }
}
