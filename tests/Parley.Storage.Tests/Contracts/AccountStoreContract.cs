using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Ports;
using Parley.Storage.Tests.Postgres;
using Parley.Storage.Tests.Support;
using static Parley.Storage.Tests.Support.Entries;

namespace Parley.Storage.Tests.Contracts;

public sealed class MemoryAccountStoreTests : AccountStoreContract<MemoryStores>;

public sealed class SqliteAccountStoreTests : AccountStoreContract<SqliteStores>;

public sealed class PostgresAccountStoreTests : AccountStoreContract<PostgresStores>;

public abstract class AccountStoreContract<TStores> : Contract<TStores>
    where TStores : Stores, new()
{
    private static readonly ScramVerifier Verifier = new(new byte[] { 1 }, 600_000, new byte[] { 2 }, new byte[] { 3 });

    private IAccountStore Accounts => Stores.Accounts;

    [Fact]
    public async Task An_account_is_found_by_any_spelling_and_by_id()
    {
        var profile = new Profile("Ana María", "Ñáñez'\"; --", 41, "");
        var made = await CreateAsync("Ana", profile: profile, role: Role.Administrator);

        Assert.NotNull(made);
        Assert.Equal(("Ana", Role.Administrator, null, profile, Noon), (made.Login.Value, made.Role, made.Lang, made.Profile, made.Created));
        Assert.Equal(made, await Accounts.FindAsync(Name("aNA"), Token));
        Assert.Equal(made, await Accounts.FindAsync(made.Id, Token));
        Assert.Null(await Accounts.FindAsync(Name("bob"), Token));
        Assert.Null(await Accounts.FindAsync(new AccountId(99), Token));
    }

    [Fact]
    public async Task A_fold_or_a_skeleton_is_taken_once()
    {
        Assert.NotNull(await CreateAsync("ana", "ana"));
        Assert.Null(await CreateAsync("ANA", "other"));
        Assert.Null(await CreateAsync("аna", "ana"));
        Assert.Equal(1, await Accounts.CountAsync(Token));
    }

    [Fact]
    public async Task Of_many_who_want_one_login_one_gets_it()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => CreateAsync("ana", $"s{i}"))));
        Assert.Single(made, a => a is not null);
    }

    [Fact]
    public async Task The_verifier_can_be_changed()
    {
        var ana = await CreateAsync("ana");
        Assert.Equal(Show(Verifier), Show(await Accounts.VerifierAsync(ana!.Id, Token)));

        var next = new ScramVerifier(new byte[] { 9 }, 4096, new byte[] { 8 }, new byte[] { 7 });
        Assert.True(await Accounts.SetVerifierAsync(ana.Id, next, expected: null, Token));
        Assert.Equal(Show(next), Show(await Accounts.VerifierAsync(ana.Id, Token)));
        Assert.Null(await Accounts.VerifierAsync(new AccountId(99), Token));
    }

    [Fact]
    public async Task Of_many_who_replace_the_same_verifier_one_does()
    {
        var ana = await CreateAsync("ana");
        ScramVerifier[] next = [.. Enumerable.Range(10, 8).Select(n => new ScramVerifier(new byte[] { (byte)n }, 4096, new byte[] { 8 }, new byte[] { 7 }))];
        var done = await Task.WhenAll(next.Select(v => Task.Run(() => Accounts.SetVerifierAsync(ana!.Id, v, Verifier, Token), Token)));
        Assert.Single(done, d => d);
        Assert.Equal(Show(next[Array.IndexOf(done, true)]), Show(await Accounts.VerifierAsync(ana!.Id, Token)));
        Assert.False(await Accounts.SetVerifierAsync(ana.Id, Verifier, Verifier with { StoredKey = new byte[] { 3 } }, Token));
        Assert.False(await Accounts.SetVerifierAsync(new AccountId(99), Verifier, expected: null, Token));
    }

    [Fact]
    public async Task Profile_role_and_language_are_replaced()
    {
        var ana = await CreateAsync("ana");
        var changed = ana! with { Role = Role.Moderator, Lang = "es", Profile = new Profile("A", "B", null, "x") };

        Assert.True(await Accounts.UpdateAsync(changed, Token));
        Assert.Equal(changed, await Accounts.FindAsync(ana.Id, Token));
        Assert.False(await Accounts.UpdateAsync(ana with { Id = new AccountId(99) }, Token));
    }

    [Fact]
    public async Task Erasing_forgets_all_but_the_id_and_frees_the_login()
    {
        var ana = await CreateAsync("ana");
        await Stores.Tokens.AddAsync(new StoredToken("t", ana!.Id, null, Noon, Noon), new byte[32], Token);

        Assert.True(await Accounts.EraseAsync(ana.Id, Token));
        Assert.False(await Accounts.EraseAsync(ana.Id, Token));
        Assert.Null(await Accounts.FindAsync(ana.Id, Token));
        Assert.Null(await Accounts.FindAsync(ana.Login, Token));
        Assert.Null(await Accounts.VerifierAsync(ana.Id, Token));
        Assert.False(await Accounts.UpdateAsync(ana, Token));
        Assert.Null(await Stores.Tokens.FindAsync(new byte[32], Token));
        Assert.Equal(0, await Accounts.CountAsync(Token));
        Assert.Empty(await Accounts.ListAsync(null, 10, Token));

        var again = await CreateAsync("ana");
        Assert.NotNull(again);
        Assert.True(again.Id.Value > ana.Id.Value);
    }

    [Fact]
    public async Task The_list_is_paged_by_fold()
    {
        foreach (var name in (string[])["d", "B", "a", "C", "e"])
            await CreateAsync(name);

        Assert.Equal(["a", "B"], (await Accounts.ListAsync(null, 2, Token)).Select(a => a.Login.Value));
        Assert.Equal(["C", "d", "e"], (await Accounts.ListAsync("b", 9, Token)).Select(a => a.Login.Value));
    }

    private static Login Name(string text) => Login.TryParse(text, out var login) ? login : throw new ArgumentException(text, nameof(text));

    private static string Show(ScramVerifier? v) =>
        v is null ? "none" : $"{Convert.ToHexString(v.Salt.Span)} {v.Iterations} {Convert.ToHexString(v.StoredKey.Span)} {Convert.ToHexString(v.ServerKey.Span)}";

    private Task<Account?> CreateAsync(string login, string? skeleton = null, Profile? profile = null, Role role = Role.User) =>
        Accounts.CreateAsync(Name(login), skeleton ?? login, profile ?? Profile.Empty, Verifier, role, Noon, Token);
}
