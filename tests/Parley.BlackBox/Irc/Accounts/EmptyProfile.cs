using System.Text.Json.Nodes;

namespace Parley.BlackBox.Irc.Accounts;

/// <summary>An account made at this door has no profile: doors where people type ask for it at the next login.</summary>
[Collection<IrcTests>]
public sealed class EmptyProfile(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task The_line_door_asks_for_what_is_missing_and_it_can_be_skipped()
    {
        var login = await RegisterAsync();
        await using (var line = await LogInAsync(login))
        {
            await line.ReadThroughAsync("Given names:");
            await line.SendAsync("Ana María");
            await line.ReadThroughAsync("Surnames:");
            await line.SendAsync("");
            await line.ReadThroughAsync("Age:");
            await line.SendAsync("151");
            await line.ReadThroughAsync("Age:");
            await line.SendAsync("#who");
            await line.ReadThroughAsync("Age:");
            await line.SendAsync("30");
            await line.ReadThroughAsync("Gender:");
            await line.SendAsync("");
            await line.ReadThroughAsync("Name: Ana María");
        }
        // What was skipped is asked again, and no more than that.
        await using (var line = await LogInAsync(login))
        {
            await line.ReadThroughAsync("Surnames:");
            await line.SendAsync("#cancel");
            await line.ReadThroughAsync("Your profile stays as it is.");
            await line.AskAsync("a message after the questions");
        }
        var missing = (await LogInJsonAsync(login))["missing"]!.AsArray().Select(field => field!.GetValue<string>());
        Assert.Equal(["surnames", "gender"], missing);
    }

    [Fact]
    public async Task One_line_fills_the_profile_in_and_nothing_is_asked_any_more()
    {
        var login = await RegisterAsync();
        await using (var line = await _server.ConnectAsync())
        {
            await line.ReadThroughAsync("Usuario / Login:");
            await line.SendAsync("#lang en");
            await line.SendAsync($"#login {login} {IrcDoor.Password}");
            await line.ReadToLoggedInAsync(login);
            await line.SeenAsync();
            // A program's login: the next line is no answer.
            Assert.Equal([$"{login}: hello"], await line.AskAsync("hello"));
            Assert.Equal("* Invalid age: x. A number from 1 to 150", await line.AskOneAsync("#profile Ana | Pérez | x"));
            Assert.Contains("*   Name: Ana Pérez", await line.AskAsync("#profile Ana | Pérez | 30"));
        }
        await using (var line = await LogInAsync(login))
            Assert.DoesNotContain(await line.SeenAsync(), seen => seen.EndsWith(':'));
        Assert.Null((await LogInJsonAsync(login))["missing"]);
    }

    private async Task<string> RegisterAsync()
    {
        var nick = Fresh.Name("ana");
        await using var guest = await _server.GuestAsync(nick);
        (await guest.AskAsync($"REGISTER * * :{IrcDoor.Password}")).One("REGISTER");
        await guest.QuitAsync();
        return nick;
    }

    private async Task<LineClient> LogInAsync(string login)
    {
        var line = await _server.ConnectAsync();
        await line.ReadThroughAsync("Usuario / Login:");
        await line.SendAsync("#lang en");
        await line.ReadThroughAsync("Login:");
        await line.SendAsync(login);
        await line.ReadThroughAsync("Password:");
        await line.SendAsync(IrcDoor.Password);
        await line.ReadThroughAsync($"Logged in: {login}.");
        return line;
    }

    private async Task<JsonObject> LogInJsonAsync(string login)
    {
        await using var json = await _server.ConnectJsonAsync();
        return await json.AskAsync(new { t = "login", login, password = IrcDoor.Password });
    }
}
