namespace Parley.BlackBox.Irc.People;

/// <summary>AWAY, 301, and away-notify.</summary>
[Collection<IrcTests>]
public sealed class AwayNotes(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task Somebody_away_is_said_to_be_so_to_who_writes()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        (await bob.AskAsync("AWAY :out for lunch")).One("306");
        var line = (await ana.AskAsync($"PRIVMSG {bob.Nick} :hola")).One("301");
        Assert.Equal([ana.Nick, bob.Nick, "out for lunch"], line.Parameters);
        Assert.Equal(["hola"], (await bob.SyncAsync()).Texts());
        (await ana.AskAsync($"NOTICE {bob.Nick} :hola")).None("301");
        (await bob.AskAsync("AWAY")).One("305");
        (await ana.AskAsync($"PRIVMSG {bob.Nick} :hola")).None("301");
    }

    [Fact]
    public async Task An_empty_text_means_back()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        (await ana.AskAsync("AWAY :out")).One("306");
        (await ana.AskAsync("AWAY :")).One("305");
    }

    [Fact]
    public async Task Room_mates_with_away_notify_are_told_and_others_not()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), "away-notify");
        await using var plain = await _server.GuestInAsync(room, Fresh.Name("leo"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await IrcClient.SettleAsync(ana, plain, bob);
        await bob.AskAsync("AWAY :out");
        var away = (await ana.SyncAsync()).One("AWAY");
        Assert.Equal(bob.Nick, away.Nick);
        Assert.Equal(["out"], away.Parameters);
        await bob.AskAsync("AWAY");
        Assert.DoesNotContain((await ana.SyncAsync()).One("AWAY").Parameters, p => p.Length > 0);
        (await plain.SyncAsync()).None("AWAY");
    }

    [Fact]
    public async Task Somebody_who_joins_while_away_is_said_to_be_so_by_away_notify()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), "away-notify");
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        await bob.AskAsync("AWAY :out");
        await bob.JoinAsync(room);
        var lines = await ana.SyncAsync();
        Assert.Equal(["JOIN", "AWAY"], lines.Select(l => l.Command));
        Assert.Equal("out", lines[1].Last);
    }

    [Fact]
    public async Task Somebody_in_several_common_rooms_is_told_once()
    {
        var (one, two) = (IrcDoor.Room(), IrcDoor.Room());
        await using var ana = await _server.GuestInAsync(one, Fresh.Name("ana"), "away-notify");
        await ana.JoinAsync(two);
        await using var bob = await _server.GuestInAsync(one, Fresh.Name("bob"));
        await bob.JoinAsync(two);
        await ana.SyncAsync();
        await bob.AskAsync("AWAY :out");
        (await ana.SyncAsync()).One("AWAY");
    }
}
