namespace Parley.BlackBox.Irc.Proof;

/// <summary>Names under several hands at once: one holder at a time, and nobody left in the lists.</summary>
[Collection<IrcTests>]
public sealed class NameRaces(IrcServer door)
{
    private const int Rounds = 8;
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task A_name_taken_while_its_account_is_made_is_the_accounts()
    {
        await using var observer = await _server.GuestAsync(Fresh.Name("obs"));
        for (var round = 0; round < Rounds; round++)
        {
            var name = Fresh.Name("ana");
            await using var guest = await _server.GuestAsync(Fresh.Name("zoe"));
            await using var json = await _server.ConnectJsonAsync();
            var number = await json.SendAsync(new { t = "register", login = name, password = IrcDoor.Password });
            await guest.SendAsync($"NICK {name}");
            var answer = await json.AnswerAsync(number);
            var whois = await observer.AskAsync($"WHOIS {name}");
            if (JsonClient.Type(answer) == "logged-in")
                Assert.Equal(name, whois.One("330")[2]);
            else
                whois.None("330");
        }
    }

    [Fact]
    public async Task Changes_of_one_person_from_two_sessions_leave_no_name_behind()
    {
        var chance = Chance.Seeded();
        await using var first = await _server.MemberAsync(Fresh.Name("ana"));
        await using var second = await _server.SessionAsync(first.Nick);
        var names = Enumerable.Range(0, 20).Select(_ => Fresh.Name("ana")).ToArray();
        await Task.WhenAll(
            first.SendAsync([.. names.Select(name => $"NICK {name}"), "NICK " + names[0]]),
            second.SendAsync([.. Enumerable.Range(0, 20).Select(i => chance.Next(2) == 0 ? $"SETNAME :Ana {i}" : i % 2 == 0 ? "MODE * +B" : $"AWAY :{i}")]));
        await first.SyncAsync();
        await second.SyncAsync();
        await using var observer = await _server.GuestAsync(Fresh.Name("obs"));
        Assert.Equal(names[..1], await HeldAsync(observer, names));
        await first.QuitAsync();
        await second.QuitAsync();
        Assert.Empty(await HeldAsync(observer, names));
    }

    [Fact]
    public async Task Who_is_always_on_stays_under_the_login_and_not_under_another_name()
    {
        await using var server = await IrcDoor.StartAsync("accounts.always-on=opt-out");
        await using var bob = await server.GuestInAsync("#sala", "bob");
        await using (var ana = await server.MemberInAsync("#sala", "ana"))
        {
            await using var other = await server.ConnectIrcAsync();
            await other.RegisterAsync("ana_phone", account: "ana");
            await other.JoinAsync("#sala");
            await other.QuitAsync();
            await ana.QuitAsync();
        }
        Assert.Equal(["ana", "bob"], (await bob.AskAsync("NAMES #sala")).Names().Select(IrcLines.Bare).Order(StringComparer.Ordinal));
    }

    private static async Task<string[]> HeldAsync(IrcClient observer, string[] names) =>
        (await observer.AskAsync($"ISON :{string.Join(' ', names)}")).One("303").Last.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
