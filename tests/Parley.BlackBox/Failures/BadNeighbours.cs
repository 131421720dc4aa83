namespace Parley.BlackBox.Failures;

/// <summary>Clients that break off, stall or flood: only they feel it.</summary>
public abstract class BadNeighbours(SharedServer shared)
{
    private readonly ServerProcess _server = shared.Server;

    [Theory]
    [InlineData("")]
    [InlineData("ana\n")]
    [InlineData("ana\nhalf-a-pass")]
    [InlineData("#register\nAna\n")]
    [InlineData("{\"t\":\"lo")]
    public async Task A_reset_in_the_middle_of_a_login_is_felt_by_nobody(string typed)
    {
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        for (var i = 0; i < 20; i++)
        {
            var client = await _server.ConnectAsync();
            await client.SendRawAsync(typed);
            client.Wire.Reset();
        }
        Assert.Empty(await bob.SeenAsync());
    }

    [Fact]
    public async Task A_client_that_stops_reading_is_closed_and_the_others_feel_nothing()
    {
        await using var server = await shared.StartAsync("limits.send-bytes=65536", "limits.stall-seconds=5");
        await using var ana = await server.RegisterAsync("ana");
        await using var bob = await server.RegisterAsync("bob");
        await using var stalled = await server.RegisterAsync("lento");
        stalled.Wire.ShrinkReceiveBuffer();
        foreach (var client in new[] { ana, bob, stalled })
            await client.SeenAsync();
        var text = new string('x', 4000);
        var gone = false;
        for (var i = 0; i < 4000 && !gone; i++)
        {
            await ana.SendAsync(text);
            await ana.ReadToLineAsync($"ana: {text}");
            gone = (await bob.ReadToLineAsync($"ana: {text}")).Any(l => l.StartsWith("* lento", StringComparison.Ordinal));
        }
        if (!gone)
            await bob.ReadToLineAsync(l => l.StartsWith("* lento", StringComparison.Ordinal), TimeSpan.FromSeconds(15));
        Assert.DoesNotContain(await bob.AskAsync("#show users"), l => l.Contains("lento", StringComparison.Ordinal));
    }

    /// <summary>Each text comes back six times as long as it is kept.</summary>
    [Fact]
    public async Task A_program_that_posts_faster_than_it_reads_is_slowed_down_and_not_closed()
    {
        const int posts = 300;
        await using var server = await shared.StartAsync("limits.rate=100000", "limits.burst=100000");
        await using var ana = await server.RegisterJsonAsync("ana");
        await ana.AskAsync(new { t = "create", room = "uci" });
        var text = new string('\u0001', 4000);
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < posts; i++)
                await ana.SendAsync(new { t = "post", room = "uci", text, id = $"p{i}" });
        });
        for (var i = 0; i < posts; i++)
            Assert.Equal($"p{i}", (await ana.NextAsync("posted"))["id"]!.GetValue<string>());
        await writing;
    }

    [Fact]
    public async Task At_the_limit_of_open_files_new_connections_wait_and_the_others_feel_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs prlimit");
        await using var server = await ServerProcess.StartAsync(shared.Options with { Prefix = ["prlimit", "--nofile=400"] });
        await using var ana = await server.RegisterJsonAsync("ana");
        await ana.AskAsync(new { t = "join", room = "default" });
        List<Wire> strangers = [];
        for (var i = 0; i < 500; i++)
            strangers.Add(await Wire.ConnectAsync(server.Line));
        for (var i = 0; i < 20; i++)
            Assert.Equal(i + 1, (await ana.AskAsync(new { t = "post", room = "default", text = "sigo" }))["position"]!.GetValue<long>());
        foreach (var stranger in strangers)
            await stranger.DisposeAsync();
        JsonClient? bob = null;
        await Patience.UntilAsync(
            async () =>
            {
                try
                {
                    bob = await server.RegisterJsonAsync("bob");
                    return true;
                }
                catch (IOException)
                {
                    return false;
                }
            },
            "a newcomer gets in");
        await bob!.AskAsync(new { t = "join", room = "default" });
        Assert.Equal(21, (await bob.AskAsync(new { t = "post", room = "default", text = "llego" }))["position"]!.GetValue<long>());
        await bob.DisposeAsync();
    }

    [Fact]
    public async Task A_creator_that_is_killed_takes_the_room_along()
    {
        await using var server = await shared.StartAsync("rooms.owner-grace=0");
        await using var bob = await server.RegisterAsync("bob");
        var ana = await server.RegisterAsync("ana");
        await ana.AskAsync("#cR uci");
        await bob.AskAsync("#gR uci");
        ana.Wire.Reset();
        await bob.ReadToLineAsync(l => l.EndsWith("You are in default.", StringComparison.Ordinal));
        Assert.Equal(["* Rooms (1):", "*   default 1"], await bob.AskAsync("#lR"));
    }

    [Fact]
    public async Task Many_strangers_who_say_nothing_keep_nobody_out()
    {
        List<LineClient> strangers = [];
        for (var i = 0; i < 200; i++)
            strangers.Add(await _server.ConnectAsync());
        await using (var ana = await _server.RegisterAsync(Fresh.Name("ana")))
            Assert.NotEmpty(await ana.AskAsync("#lR"));
        foreach (var stranger in strangers)
            await stranger.DisposeAsync();
    }

    [Fact]
    public async Task Connections_past_the_limit_are_closed_with_a_word()
    {
        await using var server = await shared.StartAsync("limits.connections=3");
        await using var ana = await server.RegisterAsync("ana");
        await using var bob = await server.RegisterAsync("bob");
        await using var eva = await server.RegisterAsync("eva");
        await using var late = await server.ConnectAsync();
        Assert.NotEmpty(await late.ReadToEndAsync());
        Assert.NotEmpty(await ana.AskAsync("#lR"));
    }
}

[Collection<AsyncMode>]
public sealed class BadNeighboursAsync(AsyncServer server) : BadNeighbours(server);

[Collection<ThreadsMode>]
public sealed class BadNeighboursThreads(ThreadsServer server) : BadNeighbours(server);
