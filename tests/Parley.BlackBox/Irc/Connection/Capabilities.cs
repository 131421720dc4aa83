namespace Parley.BlackBox.Irc.Connection;

/// <summary>CAP (ircv3.net, capability-negotiation).</summary>
[Collection<IrcTests>]
public sealed class Capabilities(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Theory]
    [InlineData("sasl")]
    [InlineData("server-time")]
    [InlineData("message-tags")]
    [InlineData("batch")]
    [InlineData("labeled-response")]
    [InlineData("echo-message")]
    [InlineData("multi-prefix")]
    [InlineData("away-notify")]
    [InlineData("account-notify")]
    [InlineData("account-tag")]
    [InlineData("extended-join")]
    [InlineData("chghost")]
    [InlineData("invite-notify")]
    [InlineData("userhost-in-names")]
    [InlineData("setname")]
    [InlineData("standard-replies")]
    [InlineData("cap-notify")]
    [InlineData("extended-monitor")]
    [InlineData("draft/chathistory")]
    [InlineData("draft/read-marker")]
    [InlineData("draft/message-redaction")]
    [InlineData("draft/multiline")]
    [InlineData("draft/account-registration")]
    public async Task Each_capability_of_the_list_is_offered_and_can_be_had(string name)
    {
        await using var client = await _server.ConnectIrcAsync();
        Assert.Contains(name, (await client.CapabilitiesAsync()).Keys);
        await client.RequestAsync(name);
        await client.SendAsync("CAP LIST");
        Assert.Contains(name, (await client.ReadToAsync(l => l.Command == "CAP" && l[1] == "LIST"))[^1].Last.Split(' '));
    }

    [Theory]
    [InlineData("no-implicit-names", "draft/no-implicit-names")]
    [InlineData("draft/metadata-2", "draft/metadata-3")]
    public async Task A_capability_whose_name_moved_is_offered_by_one_of_its_names(params string[] names)
    {
        await using var client = await _server.ConnectIrcAsync();
        Assert.Contains((await client.CapabilitiesAsync()).Keys, names.Contains);
    }

    [Fact]
    public async Task LS_302_has_values_and_says_the_mechanisms_of_sasl()
    {
        await using var client = await _server.ConnectIrcAsync();
        var caps = await client.CapabilitiesAsync();
        Assert.Superset(new HashSet<string>(["PLAIN", "SCRAM-SHA-256"]), caps["sasl"].Split(',').ToHashSet());
        Assert.Contains("max-bytes=", caps["draft/multiline"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CAP LS")]
    [InlineData("CAP LS 301")]
    public async Task LS_below_302_has_no_values_and_is_one_line(string line)
    {
        await using var client = await _server.ConnectIrcAsync();
        await client.SendAsync(line, "PING x");
        var answer = (await client.ReadToAsync(l => l.Command == "PONG")).One("CAP");
        Assert.Equal("*", answer[0]);
        Assert.Equal("LS", answer[1]);
        Assert.Equal(3, answer.Parameters.Count);
        Assert.DoesNotContain('=', answer.Last);
        Assert.Contains("sasl", answer.Last.Split(' '));
    }

    [Fact]
    public async Task A_request_is_acknowledged_whole_and_in_its_own_words()
    {
        await using var client = await _server.ConnectIrcAsync();
        await client.SendAsync("CAP REQ :multi-prefix server-time", "PING x");
        var answer = (await client.ReadToAsync(l => l.Command == "PONG")).One("CAP");
        Assert.Equal("ACK", answer[1]);
        Assert.Equal("multi-prefix server-time", answer.Last.TrimEnd());
    }

    [Theory]
    [InlineData("multi-prefix no-such-thing server-time")]
    [InlineData("no-such-thing")]
    [InlineData("-multi-prefix no-such-thing")]
    public async Task A_request_with_something_unknown_is_refused_whole(string request)
    {
        await using var client = await _server.ConnectIrcAsync();
        await client.RequestAsync("multi-prefix");
        await client.SendAsync($"CAP REQ :{request}", "CAP LIST");
        var answer = await client.ReadToAsync("CAP");
        Assert.Equal("NAK", answer[1]);
        Assert.Equal(request, answer.Last.TrimEnd());
        var list = await client.ReadToAsync("CAP");
        Assert.Contains("multi-prefix", list.Last.Split(' '));
        Assert.DoesNotContain("server-time", list.Last.Split(' '));
    }

    [Fact]
    public async Task A_capability_can_be_given_back()
    {
        await using var client = await _server.ConnectIrcAsync();
        await client.RequestAsync("multi-prefix", "-multi-prefix");
        await client.SendAsync("CAP LIST");
        Assert.DoesNotContain("multi-prefix", (await client.ReadToAsync("CAP")).Last.Split(' '));
    }

    [Fact]
    public async Task LIST_is_empty_at_first_and_has_what_was_requested()
    {
        await using var client = await _server.ConnectIrcAsync();
        await client.SendAsync("CAP LIST");
        Assert.Equal("", (await client.ReadToAsync("CAP")).Last.Trim());
        await client.RequestAsync("batch", "server-time");
        await client.SendAsync("CAP LIST");
        Assert.Equal(["batch", "server-time"], (await client.ReadToAsync("CAP")).Last.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Capabilities_can_be_requested_after_the_registration()
    {
        var nick = Fresh.Name("ana");
        await using var ana = await _server.GuestAsync(nick);
        await ana.SendAsync("CAP REQ server-time");
        var answer = await ana.ReadToAsync("CAP");
        Assert.Equal([nick, "ACK", "server-time"], answer.Parameters.Select(p => p.TrimEnd()));
        Assert.NotNull((await ana.JoinAsync(IrcDoor.Room())).One("JOIN").Tag("time"));
    }

    [Fact]
    public async Task LS_302_means_cap_notify_which_can_then_not_be_switched_off()
    {
        await using var client = await _server.ConnectIrcAsync();
        await client.CapabilitiesAsync();
        await client.SendAsync("CAP LIST");
        Assert.Contains("cap-notify", (await client.ReadToAsync("CAP")).Last.Split(' '));
    }

    [Theory]
    [InlineData("CAP FROBNICATE")]
    [InlineData("CAP FROBNICATE x")]
    public async Task An_unknown_subcommand_is_refused_with_410(string line)
    {
        await using var client = await _server.ConnectIrcAsync();
        await client.SendAsync(line);
        Assert.Equal("410", (await client.ReadToAsync("410")).Command);
    }

    [Fact]
    public async Task CAP_END_after_the_registration_changes_nothing()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        Assert.Empty(await ana.AskAsync("CAP END"));
    }

    [Fact]
    public async Task An_empty_request_is_answered()
    {
        await using var client = await _server.ConnectIrcAsync();
        await client.SendAsync("CAP REQ :", "PING x");
        var lines = await client.ReadToAsync(l => l.Command == "PONG");
        Assert.All(lines.Of("CAP"), l => Assert.Contains(l[1], (string[])["ACK", "NAK"]));
    }
}
