using Parley.Contracts;
using Xunit;

namespace Parley.Core.Tests;

public sealed class SuspensionTests
{
    [Fact]
    public async Task Suspended_account_goes_out_and_does_not_come_in_until_it_is_restored()
    {
        await using var chat = await TestChat.StartAsync();
        var ana = await chat.ComeAsync("ana");
        var account = ana.Session.Account!.Id;
        var token = chat.Connect();
        await token.DoAsync(new PasswordLogin("ana", TestChat.Password, Token: true));
        var given = (await token.Door.SeesAsync<LoggedIn>()).Token!;

        await chat.Chat.SuspendAsync(account, on: true, default);

        Assert.Equal(CloseReason.Revoked, ana.Door.Closed?.Reason);
        Assert.Equal((int)ErrorCode.AccountSuspended, await chat.Connect().RefusedAsync(new PasswordLogin("ana", TestChat.Password)));
        Assert.Equal((int)ErrorCode.AccountSuspended, await chat.Connect().RefusedAsync(new TokenLogin(given)));
        Assert.Equal((int)ErrorCode.WrongCredentials, await chat.Connect().RefusedAsync(new PasswordLogin("ana", "wrong password")));

        await chat.Chat.SuspendAsync(account, on: false, default);
        var back = chat.Connect();
        await back.DoAsync(new TokenLogin(given));
        await back.Door.SeesAsync<LoggedIn>();
    }

    [Fact]
    public async Task Suspension_outlives_a_restart_and_ends_with_the_account()
    {
        var chat = await TestChat.StartAsync();
        var account = (await chat.ComeAsync("ana")).Session.Account!.Id;
        await chat.Chat.SuspendAsync(account, on: true, default);
        await chat.DisposeAsync();

        await using var again = await chat.AgainAsync();
        Assert.Equal((int)ErrorCode.AccountSuspended, await again.Connect().RefusedAsync(new PasswordLogin("ana", TestChat.Password)));
        await again.Chat.EraseAsync(account, by: null, default);
        Assert.False(again.Chat.Suspensions.Contains(account));
    }

    [Fact]
    public async Task Wrong_password_of_a_suspended_account_tells_nothing_of_it()
    {
        await using var chat = await TestChat.StartAsync();
        var account = (await chat.ComeAsync("ana")).Session.Account!.Id;
        await chat.Chat.SuspendAsync(account, on: true, default);

        Assert.Equal((int)ErrorCode.WrongCredentials, await chat.Connect().RefusedAsync(new PasswordLogin("ana", "wrong password")));
    }
}
