using Parley.Contracts;

namespace Parley.Core.Ports;

/// <summary>Session tokens, stored only as SHA-256 hashes.</summary>
public interface ITokenStore
{
    Task AddAsync(StoredToken token, ReadOnlyMemory<byte> hash, CancellationToken cancellationToken);

    /// <summary>Null when unknown or revoked.</summary>
    ValueTask<StoredToken?> FindAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken);

    /// <summary>Notes a use. Need not be durable at once.</summary>
    Task TouchAsync(string id, DateTimeOffset now, CancellationToken cancellationToken);

    ValueTask<IReadOnlyList<StoredToken>> ListAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Revokes one, or all of the account when <paramref name="id"/> is null. Returns how many.</summary>
    Task<int> RevokeAsync(AccountId account, string? id, CancellationToken cancellationToken);
}

/// <param name="Id">Public, random, to list and revoke by; not the token.</param>
/// <param name="Client">What the client called itself, at most 100 characters, or null.</param>
public sealed record StoredToken(string Id, AccountId Account, string? Client, DateTimeOffset Created, DateTimeOffset LastUsed);
