namespace Parley.BlackBox.Irc.People;

/// <summary>MONITOR and extended-monitor.</summary>
[Collection<IrcTests>]
public sealed class Monitoring(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task Who_is_there_is_said_at_once_and_who_comes_and_goes_later()
    {
        var (away, here) = (Fresh.Name("later"), Fresh.Name("here"));
        await using var present = await _server.GuestAsync(here);
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        var lines = await ana.AskAsync($"MONITOR + {away},{here}");
        Assert.Equal([away], Targets(lines.Of("731")));
        Assert.Equal([here], Targets(lines.Of("730")));
        await using (var later = await _server.GuestAsync(away))
        {
            var online = (await ana.SyncAsync()).One("730");
            Assert.StartsWith($"{away}!", online.Last);
            await later.QuitAsync();
        }
        Assert.Equal(away, (await ana.ReadToAsync("731")).Last);
    }

    [Fact]
    public async Task Names_are_watched_in_any_case()
    {
        var nick = Fresh.Name("Later");
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await ana.AskAsync($"MONITOR + {nick.ToUpperInvariant()}");
        await using var later = await _server.GuestAsync(nick);
        Assert.Equal([nick], Targets((await ana.SyncAsync()).Of("730")));
    }

    [Fact]
    public async Task A_change_of_nick_is_a_going_and_a_coming()
    {
        var (one, two) = (Fresh.Name("uno"), Fresh.Name("dos"));
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(one);
        await ana.AskAsync($"MONITOR + {one},{two}");
        await bob.RenameAsync(two);
        var lines = await ana.SyncAsync();
        Assert.Equal([one], Targets(lines.Of("731")));
        Assert.Equal([two], Targets(lines.Of("730")));
        await bob.RenameAsync(two.ToUpperInvariant());
        (await ana.SyncAsync()).None("731");
    }

    [Fact]
    public async Task The_list_is_shown_shortened_and_cleared()
    {
        var (one, two) = (Fresh.Name("uno"), Fresh.Name("dos"));
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await ana.AskAsync($"MONITOR + {one},{two}");
        var lines = await ana.AskAsync("MONITOR L");
        Assert.Equal(new[] { one, two }.Order(StringComparer.Ordinal), Targets(lines.Of("732")).Order(StringComparer.Ordinal));
        lines.One("733");
        Assert.Empty(await ana.AskAsync($"MONITOR - {one}"));
        Assert.Equal([two], Targets((await ana.AskAsync("MONITOR L")).Of("732")));
        Assert.Equal([two], Targets((await ana.AskAsync("MONITOR S")).Of("731")));
        Assert.Empty(await ana.AskAsync("MONITOR C"));
        Assert.Empty((await ana.AskAsync("MONITOR L")).Of("732"));
        await using var bob = await _server.GuestAsync(two);
        Assert.Empty(await ana.SyncAsync());
    }

    [Fact]
    public async Task A_full_list_takes_nobody_more()
    {
        await using var server = await IrcDoor.StartAsync("irc.max-monitor=2");
        await using var ana = await server.GuestAsync("ana");
        var refusal = (await ana.AskAsync("MONITOR + uno,dos,tres")).One("734");
        Assert.Equal(["ana", "2"], refusal.Parameters.Take(2));
        Assert.Contains("tres", refusal[2].Split(','));
        (await ana.AskAsync("MONITOR + uno")).None("734");
    }

    [Fact]
    public async Task Somebody_watched_twice_is_told_once()
    {
        var nick = Fresh.Name("later");
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await ana.AskAsync($"MONITOR + {nick}", $"MONITOR + {nick}");
        await using var later = await _server.GuestAsync(nick);
        (await ana.SyncAsync()).One("730");
    }

    [Fact]
    public async Task With_extended_monitor_what_watched_people_do_is_told_without_a_common_room()
    {
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"), "extended-monitor", "away-notify", "account-notify", "setname");
        await using var plain = await _server.GuestAsync(Fresh.Name("leo"), "away-notify", "account-notify", "setname");
        await ana.AskAsync($"MONITOR + {bob.Nick}");
        await plain.AskAsync($"MONITOR + {bob.Nick}");
        await bob.AskAsync("AWAY :out", "SETNAME :Bobby");
        var lines = await ana.SyncAsync();
        Assert.Equal((bob.Nick, "out"), (lines.One("AWAY").Nick, lines.One("AWAY").Last));
        Assert.Equal("Bobby", lines.One("SETNAME").Last);
        Assert.Empty(await plain.SyncAsync());
    }

    [Fact]
    public async Task With_extended_monitor_and_a_common_room_it_is_told_once()
    {
        var room = IrcDoor.Room();
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"), "extended-monitor", "away-notify");
        await ana.AskAsync($"MONITOR + {bob.Nick}");
        await bob.AskAsync("AWAY :out");
        (await ana.SyncAsync()).One("AWAY");
    }

    private static IEnumerable<string> Targets(IEnumerable<IrcLine> lines) => lines.SelectMany(l => l.Last.Split(',')).Select(t => t.Split('!')[0]);
}
