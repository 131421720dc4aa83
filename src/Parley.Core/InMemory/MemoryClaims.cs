using Parley.Core.Ports;

namespace Parley.Core.InMemory;

/// <summary>The claims of a lone node: what they hold is gone with it, as it should be.</summary>
public sealed class MemoryClaims(TimeProvider time) : IClaims
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Claim> _claims = new(StringComparer.Ordinal);
    private long _lastRevision;

    public ValueTask<Claim?> TryClaimAsync(string key, string value, string holder, TimeSpan lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (Living(key) is { } claim && !claim.Holder.Equals(holder, StringComparison.Ordinal))
                return ValueTask.FromResult<Claim?>(null);
            return ValueTask.FromResult<Claim?>(_claims[key] = new Claim(key, value, holder, ++_lastRevision, Until(lease)));
        }
    }

    public ValueTask<Claim?> TryReplaceAsync(string key, long revision, string value, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (Living(key) is not { } claim || claim.Revision != revision)
                return ValueTask.FromResult<Claim?>(null);
            return ValueTask.FromResult<Claim?>(_claims[key] = claim with { Value = value, Revision = ++_lastRevision });
        }
    }

    public ValueTask<int> RenewAsync(string holder, TimeSpan lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var held = LivingOf(holder);
            held.ForEach(claim => _claims[claim.Key] = claim with { Until = Until(lease) });
            return ValueTask.FromResult(held.Count);
        }
    }

    public ValueTask<bool> ReleaseAsync(string key, string holder, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return ValueTask.FromResult(Living(key) is { } claim && claim.Holder.Equals(holder, StringComparison.Ordinal) && _claims.Remove(key));
    }

    public ValueTask<int> ReleaseAllAsync(string holder, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var held = LivingOf(holder);
            held.ForEach(claim => _claims.Remove(claim.Key));
            return ValueTask.FromResult(held.Count);
        }
    }

    public ValueTask<Claim?> FindAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return ValueTask.FromResult(Living(key));
    }

    public ValueTask<IReadOnlyList<Claim>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            DropOutdated();
            return ValueTask.FromResult<IReadOnlyList<Claim>>([.. _claims.Values.Where(c => c.Key.StartsWith(prefix, StringComparison.Ordinal))]);
        }
    }

    private DateTimeOffset Until(TimeSpan lease) => time.GetUtcNow() + lease;

    private Claim? Living(string key)
    {
        if (_claims.TryGetValue(key, out var claim) && claim.Until > time.GetUtcNow())
            return claim;
        _claims.Remove(key);
        return null;
    }

    private List<Claim> LivingOf(string holder)
    {
        DropOutdated();
        return [.. _claims.Values.Where(c => c.Holder.Equals(holder, StringComparison.Ordinal))];
    }

    /// <summary>What bounds the dictionary: each renewal and each list drops what is outdated.</summary>
    private void DropOutdated()
    {
        var now = time.GetUtcNow();
        foreach (var key in _claims.Values.Where(c => c.Until <= now).Select(c => c.Key).ToList())
            _claims.Remove(key);
    }
}
