using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Ports;
using Xunit;

namespace Parley.Host.Operators.Tests;

public sealed class AccountDeskTests
{
    private const string Password = "correcto caballo";

    [Fact]
    public async Task Account_made_by_an_operator_has_the_password_and_role_given()
    {
        await using var desk = await DeskFixture.OpenAsync();

        Assert.IsType<Granted>(await desk.AskAsync(new CreateAccount("ana", Password, "administrator")));

        var account = (await desk.Store.Stores.Accounts.FindAsync(Name("ana"), default))!;
        Assert.Equal(Role.Administrator, account.Role);
        Assert.True(ScramSha256.Verify(Password, (await desk.Store.Stores.Accounts.VerifierAsync(account.Id, default))!));
    }

    [Theory]
    [InlineData("ana", Password, "user", ErrorCode.LoginTaken)]
    [InlineData("ANA", Password, "user", ErrorCode.LoginTaken)]
    [InlineData("server", Password, "user", ErrorCode.LoginNotAllowed)]
    [InlineData("a b", Password, "user", ErrorCode.InvalidValue)]
    [InlineData("bob", "short", "user", ErrorCode.BadPassword)]
    [InlineData("bob", Password, "king", ErrorCode.InvalidValue)]
    public async Task Account_that_can_not_be_is_refused_with_its_code(string login, string password, string role, ErrorCode code)
    {
        await using var desk = await DeskFixture.OpenAsync();
        await desk.AskAsync(new CreateAccount("ana", Password, "user"));

        Assert.Equal(code, Assert.IsType<Refused>(await desk.AskAsync(new CreateAccount(login, password, role))).Code);
    }

    [Fact]
    public async Task New_password_replaces_the_old_one_and_revokes_tokens()
    {
        await using var desk = await DeskFixture.OpenAsync();
        await desk.AskAsync(new CreateAccount("ana", Password, "user"));
        var (accounts, tokens) = (desk.Store.Stores.Accounts, desk.Store.Stores.Tokens);
        var account = (await accounts.FindAsync(Name("ana"), default))!;
        await tokens.AddAsync(new StoredToken("t1", account.Id, null, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch), new byte[32], default);

        Assert.IsType<Granted>(await desk.AskAsync(new SetPassword("ana", "another password")));

        Assert.True(ScramSha256.Verify("another password", (await accounts.VerifierAsync(account.Id, default))!));
        Assert.Empty(await tokens.ListAsync(account.Id, default));
    }

    [Fact]
    public async Task List_comes_in_pages_without_gap_or_double()
    {
        await using var desk = await DeskFixture.OpenAsync();
        var verifier = ScramSha256.CreateVerifier(Password, ScramSha256.CheapestIterations);
        for (var i = 0; i < 201; i++)
            await desk.Store.Stores.Accounts.CreateAsync(Name($"p{i:000}"), Confusables.Skeleton(Name($"p{i:000}")), Profile.Empty, verifier, Role.User, DateTimeOffset.UnixEpoch, default);

        var first = Assert.IsType<AccountPage>(await desk.AskAsync(new ListAccounts()));
        var second = Assert.IsType<AccountPage>(await desk.AskAsync(new ListAccounts(first.Next)));

        Assert.Null(second.Next);
        Assert.Equal(Enumerable.Range(0, 201).Select(i => $"p{i:000}"), first.Accounts.Concat(second.Accounts).Select(a => a.Login));
    }

    [Fact]
    public async Task Export_begins_with_the_profile_and_has_every_entry_of_the_person()
    {
        await using var desk = await DeskFixture.OpenAsync();
        await desk.AskAsync(new CreateAccount("ana", Password, "user"));
        await WriteAsync(desk, "uci", entries: 201);

        var first = Assert.IsType<AccountExport>(await desk.AskAsync(new ExportAccount("ana")));
        var second = Assert.IsType<AccountExport>(await desk.AskAsync(new ExportAccount("ana", first.Next)));

        Assert.Equal("ana", first.Profile?.Login);
        Assert.Null(second.Profile);
        Assert.Null(second.Next);
        Assert.Equal(Enumerable.Range(1, 201).Select(i => $"text {i}"), first.Entries.Concat(second.Entries).Select(e => e.Text));
    }

    [Fact]
    public async Task Erased_person_is_not_found_and_the_texts_are_tombstones()
    {
        await using var desk = await DeskFixture.OpenAsync();
        await desk.AskAsync(new CreateAccount("ana", Password, "user"));
        await WriteAsync(desk, "uci", entries: 2);

        Assert.IsType<Granted>(await desk.AskAsync(new EraseAccount("ana")));

        Assert.Equal(ErrorCode.NoSuchUser, Assert.IsType<Refused>(await desk.AskAsync(new ShowAccount("ana"))).Code);
        var kept = Assert.IsType<RoomExport>(await desk.AskAsync(new ExportRoom("uci")));
        Assert.Equal([1L, 2L], kept.Entries.Select(e => e.Position));
        Assert.All(kept.Entries, e => Assert.True(e is { Erased: true, Text: null } && e.Author.StartsWith("erased-", StringComparison.Ordinal)));
    }

    /// <summary>Ana's kept room with entries of hers.</summary>
    private static async Task WriteAsync(DeskFixture desk, string room, int entries)
    {
        var stores = desk.Store.Stores;
        var ana = (await stores.Accounts.FindAsync(Name("ana"), default))!;
        Assert.True(RoomName.TryParse(room, out var name));
        var record = (await stores.Rooms.CreateAsync(name, Core.Rooms.RoomLifetime.Kept, ana.Id, DateTimeOffset.UnixEpoch, default))!;
        var texts = Enumerable.Range(1, entries).Select(i => new NewEntry(record.Id, EntryKind.Message, ana.Id, DateTimeOffset.UnixEpoch, System.Text.Encoding.UTF8.GetBytes($"text {i}")));
        await stores.Messages.AppendAsync([.. texts], default);
    }

    private static Login Name(string text) => Login.TryParse(text, out var login) ? login : throw new ArgumentException("no login", nameof(text));
}
