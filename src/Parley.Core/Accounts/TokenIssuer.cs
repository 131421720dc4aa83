using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Core.Accounts;

/// <summary>Session tokens: 256 random bits, shown once, kept as a SHA-256 hash.</summary>
internal sealed class TokenIssuer(ITokenStore store, TimeProvider time)
{
    private const string Prefix = "parley_";

    public async Task<(string Token, string Id)> IssueAsync(AccountId account, string? client, CancellationToken cancellationToken)
    {
        var token = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        var now = time.GetUtcNow();
        await store.AddAsync(new StoredToken(id, account, client, now, now), Hash(token), cancellationToken);
        return (token, id);
    }

    /// <summary>Null for a token that was never issued or was revoked.</summary>
    public async ValueTask<StoredToken?> FindAsync(string? token, CancellationToken cancellationToken)
    {
        if (token is null || token.Length > 128 || !token.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        return await store.FindAsync(Hash(token), cancellationToken);
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
