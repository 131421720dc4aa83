namespace Parley.BlackBox.Line;

/// <summary>Section "Ambiguities": each reading has a switch, and the switch works.</summary>
public abstract class Switches(SharedServer shared)
{
    [Fact]
    public async Task Echo_can_be_off_from_the_start()
    {
        await using var server = await shared.StartAsync("line.echo=false");
        await using var ana = await server.RegisterAsync("ana");
        Assert.Empty(await ana.AskAsync("hola"));
        await ana.AskAsync("#echo on");
        Assert.Equal("ana: hola", await ana.AskOneAsync("hola"));
    }

    [Fact]
    public async Task Every_new_room_can_be_kept()
    {
        await using var server = await shared.StartAsync("rooms.lifetime=kept", "rooms.owner-grace=0");
        await using var bob = await server.RegisterAsync("bob");
        await using var ana = await server.RegisterAsync("ana");
        await ana.AskAsync("#cR uci");
        await ana.SendAsync("#exit");
        await ana.ReadToEndAsync();
        await Patience.UntilAsync(async () => (await bob.AskAsync("#lR")).Contains("*   uci 0"), "the room is there, with nobody in it");
    }

    [Fact]
    public async Task A_room_that_lives_while_occupied_survives_its_creator_and_ends_with_its_last_person()
    {
        await using var server = await shared.StartAsync("rooms.lifetime=occupied", "rooms.owner-grace=0");
        await using var bob = await server.RegisterAsync("bob");
        await using var ana = await server.RegisterAsync("ana");
        await ana.AskAsync("#cR uci");
        await bob.AskAsync("#gR uci");
        await ana.SendAsync("#exit");
        await bob.ReadToLineAsync(l => l.StartsWith("* ana ", StringComparison.Ordinal));
        Assert.Contains(await bob.AskAsync("#lR"), l => l.StartsWith("*   uci 1", StringComparison.Ordinal));
        await bob.AskAsync("#eR");
        await Patience.UntilAsync(async () => !(await bob.AskAsync("#lR")).Any(l => l.Contains("uci", StringComparison.Ordinal)), "the empty room is gone");
    }

    [Fact]
    public async Task Creating_an_existing_room_can_mean_entering_it()
    {
        await using var server = await shared.StartAsync("rooms.create-joins-existing=true");
        await using var ana = await server.RegisterAsync("ana");
        await using var bob = await server.RegisterAsync("bob");
        await ana.AskAsync("#cR uci");
        Assert.Equal("* Joined uci (2 people).", (await bob.AskAsync("#cR uci"))[^1]);
    }

    [Fact]
    public async Task A_dropped_owner_who_comes_back_within_the_grace_finds_the_room()
    {
        await using var server = await shared.StartAsync("rooms.owner-grace=60");
        await using var bob = await server.RegisterAsync("bob", lang: "es");
        var ana = await server.RegisterAsync("ana");
        await ana.AskAsync("#cR uci");
        await bob.AskAsync("#gR uci");
        ana.Wire.Reset();
        await bob.ReadToLineAsync("* ana salió de uci.");
        await using var back = await server.LoginAsync("ana");
        Assert.Equal("* Joined uci (2 people).", (await back.AskAsync("#gR uci"))[^1]);
    }

    [Fact]
    public async Task A_room_goes_when_the_grace_is_over()
    {
        await using var server = await shared.StartAsync("rooms.owner-grace=1");
        await using var bob = await server.RegisterAsync("bob", lang: "es");
        var ana = await server.RegisterAsync("ana");
        await ana.AskAsync("#cR uci");
        await bob.AskAsync("#gR uci");
        ana.Wire.Reset();
        await bob.ReadToLineAsync(l => l.Contains("uci", StringComparison.Ordinal) && l.EndsWith("Estás en principal.", StringComparison.Ordinal));
        Assert.Equal(["* Salas (1):", "*   principal 1"], await bob.AskAsync("#lR"));
    }

    [Fact]
    public async Task Hints_are_off_where_the_setting_says_so()
    {
        await using var server = await shared.StartAsync("line.hints=false");
        await using var ana = await server.RegisterAsync("ana");
        Assert.Empty(await ana.AskAsync("#eR"));
    }

    [Fact]
    public async Task Private_messages_to_somebody_away_can_be_refused()
    {
        await using var server = await shared.StartAsync("private.offline=refuse");
        await using (var bob = await server.RegisterAsync("bob"))
        {
            await bob.SendAsync("#exit");
            await bob.ReadToEndAsync();
        }
        await using var ana = await server.RegisterAsync("ana");
        await ana.AskAsync("#codes on");
        Assert.StartsWith("*E214 ", await ana.AskOneAsync("#\\private<bob> hola"));
    }

    [Fact]
    public async Task Private_messages_to_oneself_can_be_notes()
    {
        await using var server = await shared.StartAsync("private.notes=true");
        await using var ana = await server.RegisterAsync("ana");
        await ana.AskAsync("#codes on");
        Assert.DoesNotContain(await ana.AskAsync("#\\private<ana> comprar leche"), l => l.StartsWith("*E", StringComparison.Ordinal));
    }

    [Fact]
    public async Task History_can_be_kept_from_those_who_come_later()
    {
        await using var server = await shared.StartAsync("history.visible=since-join");
        await using var ana = await server.RegisterAsync("ana");
        await using var bob = await server.RegisterAsync("bob");
        await ana.AskAsync("#cR uci");
        await ana.AskAsync("antes");
        await bob.AskAsync("#gR uci");
        await ana.AskAsync("después");
        await bob.SeenAsync();
        var lines = string.Join('\n', await bob.AskAsync("#last"));
        Assert.Contains("después", lines, StringComparison.Ordinal);
        Assert.DoesNotContain("antes", lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_is_shown_on_entering_a_room_that_keeps_it()
    {
        await using var server = await shared.StartAsync("line.history=2");
        await using var ana = await server.RegisterAsync("ana");
        foreach (var text in new[] { "uno", "dos", "tres" })
            await ana.AskAsync(text);
        await using var bob = await server.ConnectAsync();
        await bob.SendAsync("#register bob correct-horse B | B | 30 | x");
        await bob.ReadToLoggedInAsync("bob");
        var shown = string.Join('\n', await bob.SeenAsync());
        Assert.DoesNotContain("uno", shown, StringComparison.Ordinal);
        Assert.Contains("dos", shown, StringComparison.Ordinal);
        Assert.Contains("tres", shown, StringComparison.Ordinal);
    }
}

[Collection<AsyncMode>]
public sealed class SwitchesAsync(AsyncServer server) : Switches(server);

[Collection<ThreadsMode>]
public sealed class SwitchesThreads(ThreadsServer server) : Switches(server);
