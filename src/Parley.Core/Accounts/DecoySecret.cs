using System.Security.Cryptography;
using Parley.Core.Ports;

namespace Parley.Core.Accounts;

/// <summary>What unknown logins' verifiers are made of. Stored, so that they stay the same over restarts and over nodes, as real ones do.</summary>
internal static class DecoySecret
{
    private static readonly ReadOnlyMemory<byte> Space = "parley/secrets"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Key = "decoy"u8.ToArray();

    public static async Task<byte[]> LoadAsync(IKeyValue store, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(Space, Key, cancellationToken) is { } known)
            return known.Value.ToArray();
        var made = RandomNumberGenerator.GetBytes(32);
        // Another node may have been first.
        await store.SetAsync(Space, Key, made, expected: 0, cancellationToken);
        return (await store.GetAsync(Space, Key, cancellationToken))!.Value.ToArray();
    }
}
