namespace Parley.BlackBox.Irc.People;

/// <summary>WHOIS, WHOWAS, USERHOST and ISON.</summary>
[Collection<IrcTests>]
public sealed class Whois(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task WHOIS_tells_what_all_may_know()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.MemberInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        await ana.AskAsync("AWAY :out for lunch", $"MODE {ana.Nick} -i");
        var lines = await bob.AskAsync($"WHOIS {ana.Nick}");
        Assert.All(lines, l => Assert.Equal([bob.Nick, ana.Nick], l.Parameters.Take(2)));
        var user = lines.One("311");
        Assert.Matches("^~?user$", user[2]);
        Assert.Equal(["*", "A Person"], user.Parameters.Skip(4));
        Assert.Matches($"(^| )[~@]+{room}( |$)", lines.One("319").Last);
        Assert.Equal(ana.Welcome[0].Source, lines.One("312")[2]);
        Assert.Equal("out for lunch", lines.One("301").Last);
        Assert.Equal(ana.Nick, lines.One("330")[2]);
        Assert.Equal("318", lines[^1].Command);
    }

    [Fact]
    public async Task WHOIS_of_oneself_has_idle_and_signon_times()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        var line = (await ana.AskAsync($"WHOIS {ana.Nick}")).One("317");
        Assert.InRange(long.Parse(line[2]), 0, 600);
        Assert.InRange(long.Parse(line[3]), 1_500_000_000, 9_999_999_999);
    }

    [Fact]
    public async Task WHOIS_of_nobody_is_401_and_its_end()
    {
        var nobody = Fresh.Name("nobody");
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        var lines = await ana.AskAsync($"WHOIS {nobody}");
        Assert.Equal(nobody, lines.One("401")[1]);
        Assert.Equal(nobody, lines.One("318")[1]);
        (await ana.AskAsync("WHOIS")).One("431", "461");
    }

    [Fact]
    public async Task WHOIS_takes_a_server_before_the_nick_and_any_case()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        Assert.Equal(ana.Nick, (await ana.AskAsync($"WHOIS {ana.Nick} {ana.Nick}")).One("311")[1]);
        Assert.Equal(ana.Nick, (await ana.AskAsync($"WHOIS {ana.Nick.ToUpperInvariant()}")).One("311")[1]);
    }

    [Fact]
    public async Task WHOWAS_remembers_who_left()
    {
        var nick = Fresh.Name("gone");
        await using (var gone = await _server.GuestAsync(nick))
            await gone.QuitAsync();
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        IReadOnlyList<IrcLine> lines = [];
        await Patience.UntilAsync(async () => (lines = await ana.AskAsync($"WHOWAS {nick}")).Of("314").Count > 0, "the one who left is remembered");
        var found = lines.One("314");
        Assert.Equal(nick, found[1]);
        Assert.Equal("A Person", found.Last);
        Assert.Equal("369", lines[^1].Command);
    }

    [Fact]
    public async Task WHOWAS_remembers_former_nicks_newest_first_and_as_many_as_asked()
    {
        var (old, room) = (Fresh.Name("old"), IrcDoor.Room());
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        for (var i = 0; i < 3; i++)
        {
            await ana.RenameAsync(old);
            await ana.RenameAsync(Fresh.Name("new"));
        }
        Assert.Equal(3, (await ana.AskAsync($"WHOWAS {old}")).Of("314").Count);
        Assert.Equal(2, (await ana.AskAsync($"WHOWAS {old} 2")).Of("314").Count);
        Assert.Equal(3, (await ana.AskAsync($"WHOWAS {old} 0")).Of("314").Count);
        Assert.Equal(3, (await ana.AskAsync($"WHOWAS {old} -1")).Of("314").Count);
    }

    [Fact]
    public async Task WHOWAS_of_nobody_is_406_and_its_end()
    {
        var nobody = Fresh.Name("nobody");
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        var lines = await ana.AskAsync($"WHOWAS {nobody}");
        Assert.Equal(nobody, lines.One("406")[1]);
        Assert.Equal(nobody, lines.One("369")[1]);
        (await ana.AskAsync("WHOWAS")).Any("431", "461");
    }

    [Fact]
    public async Task USERHOST_shows_those_who_are_there_and_whether_they_are_away()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        await bob.AskAsync("AWAY :out");
        var items = (await ana.AskAsync($"USERHOST {ana.Nick} {bob.Nick} {Fresh.Name("nobody")}")).One("302").Last.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, items.Length);
        Assert.Matches($"^{ana.Nick}\\*?=\\+~?user@.+$", items[0]);
        Assert.Matches($"^{bob.Nick}\\*?=-~?user@.+$", items[1]);
        (await ana.AskAsync("USERHOST")).One("461");
    }

    [Fact]
    public async Task ISON_names_those_who_are_there_where_it_is_known()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        var lines = await ana.AskAsync($"ISON {Fresh.Name("nobody")} {ana.Nick}");
        if (lines.Of("421").Count == 0)
            Assert.Equal(ana.Nick, lines.One("303").Last.Trim());
    }
}
