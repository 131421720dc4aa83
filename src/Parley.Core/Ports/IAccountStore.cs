using Parley.Contracts;
using Parley.Core.Accounts;

namespace Parley.Core.Ports;

/// <summary>Who may log in. Logins are unique by <see cref="Login.Fold"/> and by their confusable skeleton.</summary>
/// <remarks>Every member throws <see cref="StorageUnavailableException"/> as <see cref="IMessageLog"/> does. Writes are durable when they complete.</remarks>
public interface IAccountStore
{
    /// <summary>Null when the login's fold or <paramref name="skeleton"/> is taken.</summary>
    Task<Account?> CreateAsync(Login login, string skeleton, Profile profile, ScramVerifier verifier, Role role, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>By fold. Erased accounts are not found.</summary>
    ValueTask<Account?> FindAsync(Login login, CancellationToken cancellationToken);

    ValueTask<Account?> FindAsync(AccountId id, CancellationToken cancellationToken);

    /// <summary>Null for an unknown or erased account.</summary>
    ValueTask<ScramVerifier?> VerifierAsync(AccountId id, CancellationToken cancellationToken);

    /// <summary>Compare and set: false when the account's verifier is not <paramref name="expected"/> any more (null: whatever it is), or there is no such account.</summary>
    Task<bool> SetVerifierAsync(AccountId id, ScramVerifier verifier, ScramVerifier? expected, CancellationToken cancellationToken);

    /// <summary>Replaces profile, role and language. False when the account is unknown or erased.</summary>
    Task<bool> UpdateAsync(Account account, CancellationToken cancellationToken);

    /// <summary>Forgets login, profile, verifier and tokens; the id stays, its entries show the login <c>erased-ID</c>. The login is free again.</summary>
    Task<bool> EraseAsync(AccountId id, CancellationToken cancellationToken);

    /// <summary>A page by fold, past <paramref name="afterFold"/> (null: from the start); erased accounts are left out.</summary>
    ValueTask<IReadOnlyList<Account>> ListAsync(string? afterFold, int limit, CancellationToken cancellationToken);

    ValueTask<int> CountAsync(CancellationToken cancellationToken);
}
