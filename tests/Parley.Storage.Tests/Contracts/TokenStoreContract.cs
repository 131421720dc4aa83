using Parley.Core.Ports;
using Parley.Storage.Tests.Postgres;
using Parley.Storage.Tests.Support;
using static Parley.Storage.Tests.Support.Entries;

namespace Parley.Storage.Tests.Contracts;

public sealed class MemoryTokenStoreTests : TokenStoreContract<MemoryStores>;

public sealed class SqliteTokenStoreTests : TokenStoreContract<SqliteStores>;

public sealed class PostgresTokenStoreTests : TokenStoreContract<PostgresStores>;

public abstract class TokenStoreContract<TStores> : Contract<TStores>
    where TStores : Stores, new()
{
    private static readonly StoredToken Phone = new("phone", Ana, "app/1", Noon, Noon);
    private static readonly StoredToken Laptop = new("laptop", Ana, null, Noon.AddHours(1), Noon.AddHours(1));
    private static readonly StoredToken Other = new("other", Bob, null, Noon, Noon);

    private ITokenStore Tokens => Stores.Tokens;

    [Fact]
    public async Task A_token_is_found_by_its_hash()
    {
        await AddAllAsync();

        Assert.Equal(Phone, await Tokens.FindAsync(Hash(1), Token));
        Assert.Null(await Tokens.FindAsync(Hash(9), Token));
        Assert.Equal([Phone, Laptop], await Tokens.ListAsync(Ana, Token));
    }

    [Fact]
    public async Task A_use_is_noted()
    {
        await AddAllAsync();
        await Tokens.TouchAsync("phone", Noon.AddDays(1), Token);
        await Tokens.TouchAsync("unknown", Noon.AddDays(1), Token);

        Assert.Equal(Noon.AddDays(1), (await Tokens.FindAsync(Hash(1), Token))!.LastUsed);
        Assert.Equal(Laptop.LastUsed, (await Tokens.FindAsync(Hash(2), Token))!.LastUsed);
    }

    [Fact]
    public async Task One_or_all_of_an_account_are_revoked()
    {
        await AddAllAsync();

        Assert.Equal(0, await Tokens.RevokeAsync(Ana, "other", Token));
        Assert.Equal(1, await Tokens.RevokeAsync(Ana, "phone", Token));
        Assert.Null(await Tokens.FindAsync(Hash(1), Token));
        Assert.Equal(1, await Tokens.RevokeAsync(Ana, null, Token));
        Assert.Empty(await Tokens.ListAsync(Ana, Token));
        Assert.Equal(Other, await Tokens.FindAsync(Hash(3), Token));
    }

    private static byte[] Hash(byte seed) => [.. Enumerable.Repeat(seed, 32)];

    private async Task AddAllAsync()
    {
        await Tokens.AddAsync(Phone, Hash(1), Token);
        await Tokens.AddAsync(Laptop, Hash(2), Token);
        await Tokens.AddAsync(Other, Hash(3), Token);
    }
}
