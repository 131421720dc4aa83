namespace Parley.BlackBox.Irc.Messages;

/// <summary>PRIVMSG and NOTICE without any capability.</summary>
[Collection<IrcTests>]
public sealed class PlainMessages(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Theory]
    [InlineData("PRIVMSG")]
    [InlineData("NOTICE")]
    public async Task A_message_to_a_room_reaches_everybody_else_in_it_and_nobody_outside(string command)
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await using var out_ = await _server.GuestAsync(Fresh.Name("leo"));
        await IrcClient.SettleAsync(ana, bob);
        Assert.Empty(await ana.AskAsync($"{command} {room} :hola a todos"));
        var line = Assert.Single(await bob.SyncAsync());
        Assert.Equal(command, line.Command);
        Assert.Matches($"^{ana.Nick}!~?user@.+$", line.Source);
        Assert.Equal([room, "hola a todos"], line.Parameters);
        Assert.Empty(line.Tags);
        Assert.Empty(await out_.SyncAsync());
    }

    [Theory]
    [InlineData("PRIVMSG")]
    [InlineData("NOTICE")]
    public async Task A_message_to_a_person_reaches_that_person_only(string command)
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        await using var eva = await _server.GuestAsync(Fresh.Name("eva"));
        Assert.Empty(await ana.AskAsync($"{command} {bob.Nick.ToUpperInvariant()} :psst"));
        var line = Assert.Single(await bob.SyncAsync());
        Assert.Equal((command, ana.Nick, "psst"), (line.Command, line.Nick, line.Last));
        Assert.Equal(bob.Nick, line[0], ignoreCase: true);
        Assert.Empty(await eva.SyncAsync());
    }

    [Fact]
    public async Task Several_targets_get_it_each_under_its_own_name()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        await using var eva = await _server.GuestInAsync(room, Fresh.Name("eva"));
        await IrcClient.SettleAsync(ana, bob, eva);
        await ana.AskAsync($"PRIVMSG {room},{bob.Nick} :both");
        Assert.Equal(bob.Nick, (await bob.SyncAsync()).One("PRIVMSG")[0]);
        Assert.Equal(room, (await eva.SyncAsync()).One("PRIVMSG")[0]);
    }

    [Fact]
    public async Task A_text_to_oneself_arrives()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        Assert.Equal(["note"], (await ana.AskAsync($"PRIVMSG {ana.Nick} :note")).Texts());
    }

    [Fact]
    public async Task Refusals_have_their_numerics()
    {
        var nobody = Fresh.Name("nobody");
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        Assert.Equal(nobody, (await ana.AskAsync($"PRIVMSG {nobody} :x")).One("401")[1]);
        (await ana.AskAsync($"PRIVMSG {IrcDoor.Room("none")} :x")).One("403", "401", "404");
        (await ana.AskAsync("PRIVMSG")).One("411", "461");
        (await ana.AskAsync($"PRIVMSG {ana.Nick}")).One("412", "461");
        (await ana.AskAsync($"PRIVMSG {ana.Nick} :")).One("412");
    }

    [Theory]
    [InlineData("NOTICE nobody-of-that-name :x")]
    [InlineData("NOTICE #no-such-room :x")]
    public async Task A_notice_is_never_answered(string line)
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        Assert.Empty(await ana.AskAsync(line));
    }

    [Fact]
    public async Task A_notice_that_may_not_be_sent_is_neither_delivered_nor_answered()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await ana.AskAsync($"MODE {room} +m");
        await IrcClient.SettleAsync(ana, bob);
        Assert.Empty(await bob.AskAsync($"NOTICE {room} :x"));
        Assert.Empty(await ana.SyncAsync());
    }

    [Fact]
    public async Task Messages_of_one_sender_arrive_in_their_order_mixed_with_its_other_commands()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await IrcClient.SettleAsync(ana, bob);
        await ana.AskAsync($"PRIVMSG {room} :1", $"PRIVMSG {room} :2", $"TOPIC {room} :3", $"PRIVMSG {room} :4", $"MODE {room} +m", $"NOTICE {room} :6", $"PART {room} :7");
        Assert.Equal(["1", "2", "3", "4", "+m", "6", "7"], (await bob.SyncAsync()).Select(l => l.Last));
    }

    [Fact]
    public async Task Nothing_is_carried_out_by_the_text_of_a_message()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await IrcClient.SettleAsync(ana, bob);
        string[] texts = ["#dR", "#exit", "/quit", "#\\private<x> y", "* bob left"];
        foreach (var text in texts)
            await ana.AskAsync($"PRIVMSG {room} :{text}");
        Assert.Equal(texts, (await bob.SyncAsync()).Texts());
    }
}
