using System.Globalization;
using System.Text;
using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Core.Accounts;

/// <summary>Accounts that nobody may log in to, as an administrator has said. Read once: a login asks memory.</summary>
public sealed class Suspensions
{
    private static readonly byte[] Space = "suspended"u8.ToArray();

    private readonly IKeyValue _store;
    private readonly Lock _lock = new();
    private readonly HashSet<AccountId> _accounts;

    private Suspensions(IKeyValue store, HashSet<AccountId> accounts) => (_store, _accounts) = (store, accounts);

    public static async Task<Suspensions> LoadAsync(IKeyValue store, CancellationToken cancellationToken) =>
        new(store, [.. (await store.ListAsync(Space, cancellationToken)).Select(item => new AccountId(long.Parse(Encoding.ASCII.GetString(item.Key.Span), CultureInfo.InvariantCulture)))]);

    public bool Contains(AccountId account)
    {
        lock (_lock)
            return _accounts.Contains(account);
    }

    /// <summary>Durable when it completes.</summary>
    public async Task SetAsync(AccountId account, bool on, CancellationToken cancellationToken)
    {
        if (on)
            await _store.SetAsync(Space, Key(account), ReadOnlyMemory<byte>.Empty, null, cancellationToken);
        else
            await _store.RemoveAsync(Space, Key(account), cancellationToken);
        lock (_lock)
        {
            if (on)
                _accounts.Add(account);
            else
                _accounts.Remove(account);
        }
    }

    /// <summary>Another node may have changed it.</summary>
    public async Task RefreshAsync(AccountId account, CancellationToken cancellationToken)
    {
        var suspended = await _store.GetAsync(Space, Key(account), cancellationToken) is not null;
        lock (_lock)
        {
            if (suspended)
                _accounts.Add(account);
            else
                _accounts.Remove(account);
        }
    }

    /// <summary>The account is gone.</summary>
    public Task ForgetAsync(AccountId account, CancellationToken cancellationToken) =>
        Contains(account) ? SetAsync(account, on: false, cancellationToken) : Task.CompletedTask;

    private static byte[] Key(AccountId account) => Encoding.ASCII.GetBytes($"{account}");
}
