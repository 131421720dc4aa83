using Parley.Core.Ports;

namespace Parley.Core.Tests;

/// <summary>Claims that a test can take away.</summary>
internal sealed class SteeredClaims(IClaims inner) : IClaims
{
    private volatile bool _isAway;
    private int _lists;
    private int _refused;

    /// <summary>How often they were listed.</summary>
    public int Lists => Volatile.Read(ref _lists);

    /// <summary>How often they were asked for while away.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public bool IsAway
    {
        set => _isAway = value;
    }

    public ValueTask<Claim?> TryClaimAsync(string key, string value, string holder, TimeSpan lease, CancellationToken cancellationToken) =>
        Inner.TryClaimAsync(key, value, holder, lease, cancellationToken);

    public ValueTask<Claim?> TryReplaceAsync(string key, long revision, string value, CancellationToken cancellationToken) =>
        Inner.TryReplaceAsync(key, revision, value, cancellationToken);

    public ValueTask<int> RenewAsync(string holder, TimeSpan lease, CancellationToken cancellationToken) => Inner.RenewAsync(holder, lease, cancellationToken);

    public ValueTask<bool> ReleaseAsync(string key, string holder, CancellationToken cancellationToken) => Inner.ReleaseAsync(key, holder, cancellationToken);

    public ValueTask<int> ReleaseAllAsync(string holder, CancellationToken cancellationToken) => Inner.ReleaseAllAsync(holder, cancellationToken);

    public ValueTask<Claim?> FindAsync(string key, CancellationToken cancellationToken) => Inner.FindAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<Claim>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var claims = Inner.ListAsync(prefix, cancellationToken);
        Interlocked.Increment(ref _lists);
        return claims;
    }

    private IClaims Inner
    {
        get
        {
            if (!_isAway)
                return inner;
            Interlocked.Increment(ref _refused);
            throw new StorageUnavailableException("away");
        }
    }
}
