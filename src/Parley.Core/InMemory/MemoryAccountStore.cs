using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Ports;

namespace Parley.Core.InMemory;

public sealed class MemoryAccountStore(MemoryTokenStore tokens) : IAccountStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<AccountId, (Account Account, string Skeleton, ScramVerifier Verifier)> _accounts = [];
    private long _lastId;

    public Task<Account?> CreateAsync(Login login, string skeleton, Profile profile, ScramVerifier verifier, Role role, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_accounts.Values.Any(a => a.Account.Login == login || a.Skeleton.Equals(skeleton, StringComparison.Ordinal)))
                return Task.FromResult<Account?>(null);
            var account = new Account(new AccountId(++_lastId), login, role, null, profile, Milliseconds.Floor(now));
            _accounts.Add(account.Id, (account, skeleton, verifier));
            return Task.FromResult<Account?>(account);
        }
    }

    public ValueTask<Account?> FindAsync(Login login, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return ValueTask.FromResult<Account?>(_accounts.Values.FirstOrDefault(a => a.Account.Login == login).Account);
    }

    public ValueTask<Account?> FindAsync(AccountId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Find(id));
    }

    public ValueTask<ScramVerifier?> VerifierAsync(AccountId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return ValueTask.FromResult(_accounts.TryGetValue(id, out var found) ? found.Verifier : null);
    }

    public Task<bool> SetVerifierAsync(AccountId id, ScramVerifier verifier, ScramVerifier? expected, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_accounts.TryGetValue(id, out var found) || (expected is not null && !found.Verifier.IsSameAs(expected)))
                return Task.FromResult(false);
            _accounts[id] = found with { Verifier = verifier };
        }
        return Task.FromResult(true);
    }

    public Task<bool> UpdateAsync(Account account, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_accounts.TryGetValue(account.Id, out var found))
                return Task.FromResult(false);
            _accounts[account.Id] = found with { Account = found.Account with { Profile = account.Profile, Role = account.Role, Lang = account.Lang } };
            return Task.FromResult(true);
        }
    }

    public async Task<bool> EraseAsync(AccountId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_accounts.Remove(id))
                return false;
        }
        await tokens.RevokeAsync(id, null, cancellationToken);
        return true;
    }

    public ValueTask<IReadOnlyList<Account>> ListAsync(string? afterFold, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<Account>>(
            [
                .. _accounts.Values.Select(a => a.Account)
                    .Where(a => afterFold is null || string.CompareOrdinal(a.Login.Fold, afterFold) > 0)
                    .OrderBy(a => a.Login.Fold, StringComparer.Ordinal)
                    .Take(limit),
            ]);
        }
    }

    public ValueTask<int> CountAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return ValueTask.FromResult(_accounts.Count);
    }

    internal string LoginOf(AccountId id) => Find(id)?.Login.Value ?? $"erased-{id}";

    private Account? Find(AccountId id)
    {
        lock (_lock)
            return _accounts.TryGetValue(id, out var found) ? found.Account : null;
    }
}
