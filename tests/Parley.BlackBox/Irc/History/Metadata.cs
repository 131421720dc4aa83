namespace Parley.BlackBox.Irc.History;

/// <summary>METADATA (ircv3.net, draft/metadata-2 or -3): display names and avatars.</summary>
[Collection<IrcTests>]
public sealed class Metadata(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task A_key_is_set_read_listed_and_taken_away()
    {
        await using var ana = await MemberAsync("ana");
        Assert.Equal(["display-name", "*", "Ana María"], (await ana.AskAsync("METADATA * SET display-name :Ana María")).One("761").Parameters.TakeLast(3));
        Assert.Equal("Ana María", Values(await ana.AskAsync("METADATA * GET display-name"))["display-name"]);
        Assert.Equal("Ana María", Values(await ana.AskAsync("METADATA * LIST"))["display-name"]);
        (await ana.AskAsync("METADATA * SET display-name")).One("761", "766");
        Assert.Empty(Values(await ana.AskAsync("METADATA * LIST")));
        (await ana.AskAsync("METADATA * SET display-name")).One("768", "766", "FAIL");
    }

    [Fact]
    public async Task Others_read_it_by_nick()
    {
        await using var ana = await MemberAsync("ana");
        await using var bob = await MemberAsync("bob");
        await ana.AskAsync("METADATA * SET avatar :https://example.org/a.png", "METADATA * SET display-name :Ana");
        var values = Values(await bob.AskAsync($"METADATA {ana.Nick} GET avatar no-such-key display-name"));
        Assert.Equal(("https://example.org/a.png", "Ana"), (values["avatar"], values["display-name"]));
        (await bob.AskAsync($"METADATA {ana.Nick} GET no-such-key")).One("766");
        Assert.Equal(["avatar", "display-name"], Values(await bob.AskAsync($"METADATA {ana.Nick} LIST")).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_answers_are_a_metadata_batch()
    {
        await using var ana = await MemberAsync("ana");
        await ana.AskAsync("METADATA * SET display-name :Ana");
        Assert.Equal("761", Assert.Single((await ana.AskAsync("METADATA * LIST")).Inside("metadata")).Command);
        Assert.Equal("761", Assert.Single((await ana.AskAsync("METADATA * GET display-name")).Inside("metadata")).Command);
    }

    [Fact]
    public async Task Everything_is_cleared_at_once()
    {
        await using var ana = await MemberAsync("ana");
        await ana.AskAsync("METADATA * SET display-name :Ana", "METADATA * SET avatar :https://example.org/a.png");
        Assert.Equal(2, (await ana.AskAsync("METADATA * CLEAR")).Inside("metadata").Of("761").Count);
        Assert.Empty(Values(await ana.AskAsync("METADATA * LIST")));
    }

    [Fact]
    public async Task Other_peoples_data_and_foreign_rooms_cannot_be_changed()
    {
        var room = IrcDoor.Room();
        await using var ana = await MemberAsync("ana");
        await ana.JoinAsync(room);
        await using var bob = await MemberAsync("bob");
        await bob.JoinAsync(room);
        (await bob.AskAsync($"METADATA {ana.Nick} SET display-name :Fool")).Fail("METADATA", "KEY_NO_PERMISSION");
        (await bob.AskAsync($"METADATA {room} SET display-name :Fools")).Fail("METADATA", "KEY_NO_PERMISSION");
        await ana.SyncAsync();
        (await ana.AskAsync($"METADATA {room} SET display-name :Our room")).One("761");
        Assert.Equal("Our room", Values(await bob.AskAsync($"METADATA {room} GET display-name"))["display-name"]);
    }

    [Theory]
    [InlineData("METADATA * GET $bad$", "KEY_INVALID", "INVALID_KEY")]
    [InlineData("METADATA * SET $bad$ :x", "KEY_INVALID", "INVALID_KEY")]
    [InlineData("METADATA * SUB $bad$", "KEY_INVALID", "INVALID_KEY")]
    [InlineData("METADATA * FROB x", "SUBCOMMAND_INVALID", "INVALID_SUBCOMMAND")]
    [InlineData("METADATA nobody-of-that-name LIST", "INVALID_TARGET", "TARGET_INVALID")]
    [InlineData("METADATA #no-such-room-here LIST", "INVALID_TARGET", "TARGET_INVALID")]
    public async Task What_is_malformed_is_refused(string line, params string[] codes)
    {
        await using var ana = await MemberAsync("ana");
        (await ana.AskAsync(line)).Fail("METADATA", codes);
    }

    [Fact]
    public async Task Subscriptions_are_made_listed_and_ended()
    {
        await using var ana = await MemberAsync("ana");
        Assert.Equal(["avatar", "display-name"], Keys((await ana.AskAsync("METADATA * SUB display-name avatar")).Of("770")));
        Assert.Equal(["avatar", "display-name"], Keys((await ana.AskAsync("METADATA * SUBS")).Of("772")));
        Assert.Equal(["avatar"], Keys((await ana.AskAsync("METADATA * UNSUB avatar")).Of("771")));
        Assert.Equal(["display-name"], Keys((await ana.AskAsync("METADATA * SUBS")).Of("772")));
    }

    [Fact]
    public async Task Subscriptions_and_keys_have_limits()
    {
        await using var server = await IrcDoor.StartAsync("irc.metadata.max-subs=2", "irc.metadata.max-keys=2");
        await using var ana = await server.MemberAsync("ana", "batch");
        await RequestAsync(ana);
        var lines = await ana.AskAsync("METADATA * SUB a b c d");
        Assert.Equal("c", lines.Fail("METADATA", "TOO_MANY_SUBS")[2]);
        Assert.Equal(["a", "b"], Keys(lines.Of("770")));
        await ana.AskAsync("METADATA * SET a :1", "METADATA * SET b :2");
        (await ana.AskAsync("METADATA * SET c :3")).Fail("METADATA", "LIMIT_REACHED");
        (await ana.AskAsync("METADATA * SET a :new")).One("761");
    }

    [Fact]
    public async Task Subscribers_in_a_common_room_are_told_of_changes_and_others_not()
    {
        var room = IrcDoor.Room();
        await using var ana = await MemberAsync("ana");
        await ana.JoinAsync(room);
        await using var bob = await MemberAsync("bob");
        await bob.JoinAsync(room);
        await using var deaf = await MemberAsync("leo");
        await deaf.JoinAsync(room);
        await using var plain = await _server.GuestInAsync(room, Fresh.Name("max"));
        await bob.AskAsync("METADATA * SUB display-name");
        await IrcClient.SettleAsync(ana, bob, deaf, plain);
        await ana.AskAsync("METADATA * SET display-name :Ana", "METADATA * SET avatar :https://example.org/x");
        var line = (await bob.SyncAsync()).One("METADATA");
        Assert.Equal([ana.Nick, "display-name", "*", "Ana"], line.Parameters);
        Assert.Empty((await plain.SyncAsync()).Of("METADATA"));
    }

    [Fact]
    public async Task SYNC_gives_what_is_subscribed_of_everybody_in_a_room()
    {
        var room = IrcDoor.Room();
        await using var ana = await MemberAsync("ana");
        await ana.AskAsync("METADATA * SET display-name :Ana");
        await ana.JoinAsync(room);
        await using var bob = await MemberAsync("bob");
        await bob.AskAsync("METADATA * SUB display-name");
        await bob.JoinAsync(room);
        var lines = await bob.AskAsync($"METADATA {room} SYNC");
        if (lines.Of("774").Count == 0)
            Assert.Contains(lines.Inside("metadata"), l => l.Command == "METADATA" && l[0] == ana.Nick && l.Last == "Ana");
    }

    [Fact]
    public async Task It_can_be_switched_off()
    {
        await using var server = await IrcDoor.StartAsync("irc.metadata.enabled=false");
        await using var client = await server.ConnectIrcAsync();
        Assert.DoesNotContain((await client.CapabilitiesAsync()).Keys, k => k.StartsWith("draft/metadata", StringComparison.Ordinal));
    }

    private async Task<IrcClient> MemberAsync(string stem)
    {
        var client = await _server.MemberAsync(Fresh.Name(stem), "batch", "message-tags");
        await RequestAsync(client);
        return client;
    }

    private static async Task RequestAsync(IrcClient client)
    {
        await client.RequestAsync((await client.CapabilitiesAsync()).Keys.First(k => k is "draft/metadata-2" or "draft/metadata-3"));
        await client.SyncAsync();
    }

    /// <summary>761: target, key, visibility, value.</summary>
    private static Dictionary<string, string> Values(IEnumerable<IrcLine> lines) => lines.Of("761").ToDictionary(l => l.Parameters[^3], l => l.Last, StringComparer.Ordinal);

    private static IEnumerable<string> Keys(IEnumerable<IrcLine> lines) =>
        lines.SelectMany(l => l.Parameters.Skip(1)).SelectMany(p => p.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Order(StringComparer.Ordinal);
}
