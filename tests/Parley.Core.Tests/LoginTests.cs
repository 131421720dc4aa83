using System.Security.Cryptography;
using System.Text;
using Parley.Contracts;
using Parley.Core.Sessions;
using Xunit;

namespace Parley.Core.Tests;

public sealed class LoginTests
{
    [Fact]
    public void Every_command_has_a_row_in_the_table()
    {
        var commands = typeof(Command).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Command)) && !t.IsAbstract).ToList();
        Assert.NotEmpty(commands);
        Assert.All(commands, c => Assert.True(CommandTable.Has(c), c.Name));
    }

    [Fact]
    public async Task Unknown_user_and_wrong_password_get_the_same_answer()
    {
        await using var test = await TestChat.StartAsync();
        await test.ComeAsync("ana");
        Assert.Equal((int)ErrorCode.WrongCredentials, await test.Connect().RefusedAsync(new PasswordLogin("ana", "wrong password")));
        Assert.Equal((int)ErrorCode.WrongCredentials, await test.Connect().RefusedAsync(new PasswordLogin("nadie", "wrong password")));
    }

    [Fact]
    public async Task Past_five_failures_a_minute_a_login_waits_and_nobody_is_locked_out()
    {
        await using var test = await TestChat.StartAsync();
        await test.ComeAsync("ana");
        for (var i = 0; i < 5; i++)
            Assert.Equal((int)ErrorCode.WrongCredentials, await test.Connect(address: "10.0.0.9", exempt: false).RefusedAsync(new PasswordLogin("ana", "wrong password")));
        var late = test.Connect(address: "10.0.0.9", exempt: false);
        var trying = late.DoAsync(new PasswordLogin("ana", TestChat.Password)).AsTask();
        Assert.False(trying.IsCompleted);
        var elsewhere = test.Connect(address: "10.0.0.8", exempt: false);
        await elsewhere.DoAsync(new PasswordLogin("ana", TestChat.Password));
        await elsewhere.Door.SeesAsync<LoggedIn>();
        test.Time.Advance(TimeSpan.FromSeconds(61));
        await trying.WaitAsync(TimeSpan.FromSeconds(20));
        await late.Door.SeesAsync<LoggedIn>();
    }

    [Fact]
    public async Task A_password_does_not_come_in_clear_over_an_open_network()
    {
        await using var test = await TestChat.StartAsync();
        await test.ComeAsync("ana");
        var far = test.Connect(address: "8.8.8.8", exempt: false, secret: false);
        Assert.Equal((int)ErrorCode.PlaintextPassword, await far.RefusedAsync(new PasswordLogin("ana", TestChat.Password)));
        Assert.Equal((int)ErrorCode.PlaintextPassword, await far.RefusedAsync(new Register("eva", TestChat.Password)));
    }

    [Fact]
    public async Task A_token_logs_in_until_it_is_revoked_and_its_sessions_end_then()
    {
        await using var test = await TestChat.StartAsync();
        var first = test.Connect(placed: false);
        await first.DoAsync(new Register("ana", TestChat.Password, Token: true));
        var token = (await first.Door.SeesAsync<LoggedIn>()).Token;
        var second = test.Connect(placed: false);
        await second.DoAsync(new TokenLogin(token));
        await second.Door.SeesAsync<LoggedIn>();
        await first.DoAsync(new ListTokens());
        var shown = Assert.Single((await first.Door.SeesAsync<TokenList>()).Tokens);
        Assert.True(shown.Current);
        await first.DoAsync(new RevokeToken(shown.Id));
        Assert.Equal(CloseReason.Revoked, second.Door.Closed?.Reason);
        Assert.Equal((int)ErrorCode.BadToken, await test.Connect().RefusedAsync(new TokenLogin(token)));
        Assert.Equal((int)ErrorCode.BadToken, await test.Connect().RefusedAsync(new TokenLogin("parley_x")));
    }

    [Fact]
    public async Task Scram_proves_the_password_to_both_sides_and_fails_the_same_for_unknown_users()
    {
        await using var test = await TestChat.StartAsync();
        await test.ComeAsync("ana");
        var right = test.Connect(placed: false);
        var (final, expected) = await ProveAsync(right, "ana", TestChat.Password);
        await right.DoAsync(new ScramFinish(final));
        Assert.Equal(expected, (await right.Door.SeesAsync<LoggedIn>()).Scram);
        foreach (var (login, password) in new[] { ("ana", "wrong password"), ("nadie", TestChat.Password) })
        {
            var wrong = test.Connect(placed: false);
            var (proof, _) = await ProveAsync(wrong, login, password);
            Assert.Equal((int)ErrorCode.WrongCredentials, await wrong.RefusedAsync(new ScramFinish(proof)));
        }
    }

    [Fact]
    public async Task A_login_that_looks_like_anothers_or_is_taken_or_reserved_is_refused()
    {
        await using var test = await TestChat.StartAsync();
        await test.ComeAsync("ana");
        Assert.Equal((int)ErrorCode.LoginTaken, await test.Connect().RefusedAsync(new Register("ANA", TestChat.Password)));
        Assert.Equal((int)ErrorCode.LoginNotAllowed, await test.Connect().RefusedAsync(new Register("\u0430n\u0430", TestChat.Password)));
        Assert.Equal((int)ErrorCode.LoginNotAllowed, await test.Connect().RefusedAsync(new Register("sistema", TestChat.Password)));
        Assert.Equal((int)ErrorCode.BadPassword, await test.Connect().RefusedAsync(new Register("eva", "short")));
        Assert.Equal((int)ErrorCode.InvalidValue, await test.Connect().RefusedAsync(new Register("eva", TestChat.Password, Age: 151)));
        Assert.Equal((int)ErrorCode.InvalidValue, await test.Connect().RefusedAsync(new Register("e\u202eva", TestChat.Password)));
    }

    [Fact]
    public async Task A_changed_password_ends_what_was_opened_with_other_tokens()
    {
        await using var test = await TestChat.StartAsync();
        var other = test.Connect(placed: false);
        await other.DoAsync(new Register("ana", TestChat.Password, Token: true));
        await other.Door.SeesAsync<LoggedIn>();
        var self = await test.ComeAsync("ana");
        Assert.Equal((int)ErrorCode.WrongCredentials, await self.RefusedAsync(new ChangePassword("not it at all", "a new password")));
        await self.DoAsync(new ChangePassword(TestChat.Password, "a new password"));
        await self.Door.SeesAsync<Done>();
        Assert.Equal(CloseReason.Revoked, other.Door.Closed?.Reason);
        Assert.Equal((int)ErrorCode.WrongCredentials, await test.Connect().RefusedAsync(new PasswordLogin("ana", TestChat.Password)));
    }

    [Fact]
    public async Task Of_two_who_change_the_same_password_at_once_one_does()
    {
        await using var test = await TestChat.StartAsync();
        TestClient[] both = [await test.ComeAsync("ana"), await test.ComeAsync("ana")];
        await Task.WhenAll(both.Select((c, n) => Task.Run(() => c.DoAsync(new ChangePassword(TestChat.Password, $"a new password {n}")).AsTask())));
        var done = Array.FindIndex(both, c => c.Door.Told.OfType<Done>().Any());
        Assert.Equal((int)ErrorCode.WrongCredentials, Assert.Single(both[1 - done].Door.Told.OfType<Error>()).Code);
        Assert.Empty(both[done].Door.Told.OfType<Error>());
        var after = test.Connect();
        await after.DoAsync(new PasswordLogin("ana", $"a new password {done}"));
        await after.Door.SeesAsync<LoggedIn>();
    }

    [Fact]
    public async Task An_erased_account_is_gone_with_its_texts_and_positions_stay()
    {
        await using var test = await TestChat.StartAsync();
        var bob = await test.ComeAsync("bob");
        var ana = await test.ComeAsync("ana");
        await ana.DoAsync(new Post("secreto"));
        await bob.DoAsync(new Post("nada"));
        await bob.Door.SeesAsync<Message>(m => m.Text == "nada");
        await ana.DoAsync(new DeleteAccount(TestChat.Password));
        Assert.Equal(CloseReason.Revoked, ana.Door.Closed?.Reason);
        bob.Door.Forget();
        await bob.DoAsync(new ReadHistory());
        var page = await bob.Door.SeesAsync<HistoryPage>();
        Assert.Equal(["1", "2"], page.Entries.Select(e => $"{e.Position}"));
        Assert.True(page.Entries.Single(e => e.From != "bob") is Message { Erased: true, Text: "" });
        Assert.Equal((int)ErrorCode.WrongCredentials, await test.Connect().RefusedAsync(new PasswordLogin("ana", TestChat.Password)));
        await test.ComeAsync("ana");
    }

    private static async Task<(string Final, string Signature)> ProveAsync(TestClient client, string login, string password)
    {
        var bare = $"n={login},r=fyko+d2lbbFgONRv9qkxdawL";
        await client.DoAsync(new ScramStart("n,," + bare));
        var challenge = (await client.Door.SeesAsync<ScramChallenge>()).Data;
        var fields = challenge.Split(',').ToDictionary(f => f[0], f => f[2..]);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), Convert.FromBase64String(fields['s']), int.Parse(fields['i']), HashAlgorithmName.SHA256, 32);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var unproven = $"c=biws,r={fields['r']}";
        var message = Encoding.UTF8.GetBytes($"{bare},{challenge},{unproven}");
        var proof = HMACSHA256.HashData(SHA256.HashData(clientKey), message).Zip(clientKey, (a, b) => (byte)(a ^ b)).ToArray();
        var signature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), message);
        return ($"{unproven},p={Convert.ToBase64String(proof)}", "v=" + Convert.ToBase64String(signature));
    }
}
