namespace Parley.BlackBox.Irc.Rooms;

/// <summary>INVITE, +i and invite-notify.</summary>
[Collection<IrcTests>]
public sealed class Invitations(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task An_invitation_is_confirmed_delivered_and_opens_the_door_once()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        await ana.AskAsync($"MODE {room} +i");
        var refusal = (await bob.AskAsync($"JOIN {room}")).One("473");
        Assert.Equal(room, refusal[1]);
        var confirmed = (await ana.AskAsync($"INVITE {bob.Nick} {room}")).One("341");
        Assert.Equal([ana.Nick, bob.Nick, room], confirmed.Parameters);
        var invitation = (await bob.SyncAsync()).One("INVITE");
        Assert.Equal(ana.Nick, invitation.Nick);
        Assert.Equal([bob.Nick, room], invitation.Parameters);
        await bob.JoinAsync(room);
        await bob.AskAsync($"PART {room}");
        (await bob.AskAsync($"JOIN {room}")).One("473");
    }

    [Fact]
    public async Task Invitations_are_refused_for_their_reasons()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var bob = await _server.GuestInAsync(room, Fresh.Name("bob"));
        await using var eva = await _server.GuestAsync(Fresh.Name("eva"));
        await ana.AskAsync($"MODE {room} +i");
        await bob.SyncAsync();
        (await ana.AskAsync($"INVITE {Fresh.Name("nobody")} {room}")).One("401");
        (await ana.AskAsync($"INVITE {bob.Nick} {room}")).One("443");
        (await eva.AskAsync($"INVITE {bob.Nick} {room}")).One("442");
        (await bob.AskAsync($"INVITE {eva.Nick} {room}")).One("482");
        (await ana.AskAsync("INVITE onlyone")).One("461");
        Assert.Empty((await eva.SyncAsync()).Of("INVITE"));
    }

    [Fact]
    public async Task Operators_with_invite_notify_are_told_and_others_not()
    {
        var room = IrcDoor.Room();
        await using var ana = await _server.GuestInAsync(room, Fresh.Name("ana"));
        await using var told = await _server.GuestInAsync(room, Fresh.Name("eva"), "invite-notify");
        await using var plain = await _server.GuestInAsync(room, Fresh.Name("leo"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        await ana.AskAsync($"MODE {room} +o {told.Nick}");
        await IrcClient.SettleAsync(told, plain);
        await ana.AskAsync($"INVITE {bob.Nick} {room}");
        var line = (await told.SyncAsync()).One("INVITE");
        Assert.Equal([bob.Nick, room], line.Parameters);
        Assert.Equal(ana.Nick, line.Nick);
        (await plain.SyncAsync()).None("INVITE");
    }
}
