using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Sessions;
using Xunit;

namespace Parley.Core.Tests;

/// <summary>People of a door that lets them choose a name, as IRC does.</summary>
internal static class Guests
{
    public static TestClient ConnectNamed(this TestChat test) => new(test.Chat, Manner.Named, new Origin("127.0.0.1", true, true, "test"));

    /// <summary>Somebody without an account.</summary>
    public static async Task<TestClient> GuestAsync(this TestChat test, string name)
    {
        var client = test.ConnectNamed();
        Assert.Null(await client.AppearAsync(name));
        return client;
    }

    /// <summary>An account's session under a name of its choice; the account is made when there is none.</summary>
    public static async Task<TestClient> NamedAsync(this TestChat test, string login, string? name = null)
    {
        var client = test.ConnectNamed();
        await client.LogInAsync(test, login);
        Assert.Null(await client.AppearAsync(name ?? login));
        await client.Session.SettleInAsync(CancellationToken.None);
        return client;
    }

    public static async Task LogInAsync(this TestClient client, TestChat test, string login)
    {
        Login.TryParse(login, out var name);
        Command command = await test.Stores.Accounts.FindAsync(name, CancellationToken.None) is null
            ? new Register(login, TestChat.Password)
            : new PasswordLogin(login, TestChat.Password);
        await client.DoAsync(command);
        await client.Door.SeesAsync<LoggedIn>();
    }

    public static async Task<int?> AppearAsync(this TestClient client, string name) =>
        (int?)(await client.Session.AppearAsync(name, "~u", "host.example", "Real Name", bot: false, CancellationToken.None))?.Code;

    /// <summary>In a room that comes to be by this and lives while somebody is in it.</summary>
    public static async Task<TestClient> InAsync(this TestClient client, string room)
    {
        await client.DoAsync(new JoinRoom(room) { Make = true });
        await client.Door.SeesAsync<RoomEntered>(e => e.Room == room);
        return client;
    }

    /// <summary>A role that only the operator gives.</summary>
    public static async Task<TestClient> WithRoleAsync(this TestChat test, string login, Accounts.Role role)
    {
        var client = await test.ComeAsync(login, placed: false);
        Login.TryParse(login, out var name);
        var account = await test.Stores.Accounts.FindAsync(name, CancellationToken.None);
        await test.Stores.Accounts.UpdateAsync(account! with { Role = role }, CancellationToken.None);
        await test.Chat.RenewAsync(account.Id, CancellationToken.None);
        return client;
    }

    public static async Task RuleAsync(this TestClient client, string room, string rule, string? value = null, bool on = true)
    {
        await client.DoAsync(new ChangeRules([new RuleChange(rule, on, value)]) { Room = room });
        var last = client.Door.Told.Last(e => e is Done or Error);
        Assert.True(last is Done, $"{rule} {value}: {last}");
    }

    public static ValueTask RuledAsync(this TestClient client, string room, params RuleChange[] changes) =>
        client.DoAsync(new ChangeRules(changes) { Room = room });
}
