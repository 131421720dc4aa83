namespace Parley.Core.Ports;

/// <summary>Names that only one holder may have, each for a lease: what must be unique or must vanish with its node.</summary>
/// <remarks>A claim past its lease counts as gone for every member. Time is the store's <see cref="TimeProvider"/>.</remarks>
public interface IClaims
{
    /// <summary>Takes a key that is free, outdated, or the holder's own already (then value and lease are renewed). Null when another holds it.</summary>
    ValueTask<Claim?> TryClaimAsync(string key, string value, string holder, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Compare and set: replaces the value if the claim still has <paramref name="revision"/>. Null when it has not.</summary>
    ValueTask<Claim?> TryReplaceAsync(string key, long revision, string value, CancellationToken cancellationToken);

    /// <summary>Extends every claim of a holder. Returns how many it holds.</summary>
    ValueTask<int> RenewAsync(string holder, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>False when the holder did not have the key.</summary>
    ValueTask<bool> ReleaseAsync(string key, string holder, CancellationToken cancellationToken);

    ValueTask<int> ReleaseAllAsync(string holder, CancellationToken cancellationToken);

    ValueTask<Claim?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>Claims whose key starts with <paramref name="prefix"/>, in ordinal order of keys.</summary>
    ValueTask<IReadOnlyList<Claim>> ListAsync(string prefix, CancellationToken cancellationToken);
}

/// <param name="Revision">Changes with every change of value or holder, so a mere renewal does not spoil a replacement under way; never repeats for a key.</param>
public sealed record Claim(string Key, string Value, string Holder, long Revision, DateTimeOffset Until);
