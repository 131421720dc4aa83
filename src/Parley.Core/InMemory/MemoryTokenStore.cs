using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Core.InMemory;

public sealed class MemoryTokenStore : ITokenStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StoredToken> _byHash = new(StringComparer.Ordinal);

    public Task AddAsync(StoredToken token, ReadOnlyMemory<byte> hash, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            _byHash.Add(Key(hash), token with { Created = Milliseconds.Floor(token.Created), LastUsed = Milliseconds.Floor(token.LastUsed) });
        return Task.CompletedTask;
    }

    public ValueTask<StoredToken?> FindAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return ValueTask.FromResult(_byHash.GetValueOrDefault(Key(hash)));
    }

    public Task TouchAsync(string id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            foreach (var (hash, token) in _byHash)
            {
                if (token.Id.Equals(id, StringComparison.Ordinal))
                {
                    _byHash[hash] = token with { LastUsed = Milliseconds.Floor(now) };
                    break;
                }
            }
        }
        return Task.CompletedTask;
    }

    public ValueTask<IReadOnlyList<StoredToken>> ListAsync(AccountId account, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<StoredToken>>(
                [.. _byHash.Values.Where(t => t.Account == account).OrderBy(t => t.Created).ThenBy(t => t.Id, StringComparer.Ordinal)]);
        }
    }

    public Task<int> RevokeAsync(AccountId account, string? id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var gone = _byHash.Where(t => t.Value.Account == account && (id is null || t.Value.Id.Equals(id, StringComparison.Ordinal))).Select(t => t.Key).ToList();
            gone.ForEach(hash => _byHash.Remove(hash));
            return Task.FromResult(gone.Count);
        }
    }

    private static string Key(ReadOnlyMemory<byte> hash) => Convert.ToHexString(hash.Span);
}
