using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parley.BlackBox.Http;

[Collection(typeof(WebTests))]
public sealed class Events(WebServer web)
{
    [Fact]
    public async Task A_stream_that_comes_back_misses_nothing_and_gets_nothing_twice()
    {
        using var ana = await web.Server.RegisterHttpAsync(Fresh.Name("ana"));
        var (one, other) = (await ana.MakeRoomAsync("one"), await ana.MakeRoomAsync("other"));
        string? last;
        await using (var events = await EventReader.OpenAsync(ana, $"rooms={one},{other}"))
        {
            Assert.Equal(one, (await events.NextAsync("entered"))!.Value.Data["room"]!.GetValue<string>());
            Assert.Equal(other, (await events.NextAsync("entered"))!.Value.Data["room"]!.GetValue<string>());
            await ana.PostToAsync(one, "1");
            Assert.Equal("1", await events.TextAsync());
            await ana.PostToAsync(other, "2");
            Assert.Equal("2", await events.TextAsync());
            last = events.LastId;
        }
        await ana.PostToAsync(one, "3");
        await ana.PostToAsync(other, "4");

        await using var again = await EventReader.OpenAsync(ana, $"rooms={one},{other}", last);
        List<string> missed = [await again.TextAsync(), await again.TextAsync()];
        await ana.PostToAsync(one, "5");
        Assert.Equal(["3", "4"], missed.Order());
        Assert.Equal("5", await again.TextAsync());
    }

    [Fact]
    public async Task A_long_absence_is_caught_up_page_by_page_while_others_go_on_writing()
    {
        const int before = 700, meanwhile = 100;
        await using var bob = await web.Server.RegisterJsonAsync(Fresh.Name("bob"));
        var room = Fresh.Name("long");
        await bob.AskAsync(new { t = "create", room });
        for (var i = 1; i <= before; i++)
            await bob.SendAsync(new { t = "post", room, text = $"{i}" });
        await bob.SeenAsync();
        using var ana = await web.Server.RegisterHttpAsync(Fresh.Name("ana"));

        await using var events = await EventReader.OpenAsync(ana, $"rooms={room}&after=0");
        for (var i = before + 1; i <= before + meanwhile; i++)
            await bob.SendAsync(new { t = "post", room, text = $"{i}" });

        for (var i = 1; i <= before + meanwhile; i++)
            Assert.Equal($"{i}", await events.TextAsync());
    }

    [Fact]
    public async Task Who_is_put_out_or_banned_is_told_no_more()
    {
        var name = Fresh.Name("ana");
        await using var owner = await web.Server.RegisterJsonAsync(Fresh.Name("owner"));
        var room = Fresh.Name("ban");
        await owner.AskAsync(new { t = "create", room });
        using var ana = await web.Server.RegisterHttpAsync(name);
        await using var events = await EventReader.OpenAsync(ana, $"rooms={room}");
        await events.NextAsync("entered");

        await owner.AskAsync(new { t = "rules", room, changes = new[] { new { rule = "ban", on = true, value = $"a:{name}" } } });
        await owner.AskAsync(new { t = "post", room, text = "among us" });
        await owner.AskAsync(new { t = "delete", room });

        Assert.Equal(241, (await events.NextAsync())!.Value.Data["code"]!.GetValue<int>());
        await ana.SendJsonAsync(HttpMethod.Post, "/api/v1/logout", null, HttpStatusCode.NoContent);
        Assert.Equal("closing", (await events.NextAsync())!.Value.Name);
    }

    [Fact]
    public async Task A_room_that_ends_and_a_token_that_is_revoked_are_told()
    {
        using var ana = await web.Server.RegisterHttpAsync(Fresh.Name("ana"));
        await using var owner = await web.Server.RegisterJsonAsync(Fresh.Name("owner"));
        var room = Fresh.Name("gone");
        await owner.AskAsync(new { t = "create", room });
        await using var events = await EventReader.OpenAsync(ana, $"rooms={room}");
        await events.NextAsync("entered");

        await owner.AskAsync(new { t = "delete", room });
        Assert.Equal("deleted", (await events.NextAsync("room-closed"))!.Value.Data["reason"]!.GetValue<string>());
        await ana.SendJsonAsync(HttpMethod.Post, "/api/v1/logout", null, HttpStatusCode.NoContent);
        Assert.Equal("Revoked", (await events.NextAsync("closing"))!.Value.Data["reason"]!.GetValue<string>());
        Assert.Null(await events.NextAsync());
    }

    [Fact]
    public async Task Who_does_not_read_a_stream_is_cut_and_nobody_else_notices()
    {
        await using var server = await HttpDoor.StartAsync("limits.stall-seconds=5");
        using var ana = await server.RegisterHttpAsync("ana");
        using var bob = await server.RegisterHttpAsync("bob");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(server.Ready.EndPoint("http"));
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /api/v1/events?rooms=default HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {ana.Token()}\r\n\r\n"));
        await Patience.UntilAsync(() => socket.Available > 0, "the stream begins");
        await using var reader = await EventReader.OpenAsync(bob, "rooms=default");
        await reader.NextAsync("entered");

        var text = new string('x', 4000);
        await using var writer = await server.LoginJsonAsync("bob");
        await writer.AskAsync(new { t = "join", room = "default" });
        // Until the buffers of both systems on the way are full, some megabytes.
        await Patience.UntilAsync(
            async () =>
            {
                for (var i = 0; i < 100; i++)
                    await writer.SendAsync(new { t = "post", room = "default", text });
                await writer.SeenAsync();
                for (var i = 0; i < 100; i++)
                    Assert.Equal(text, await reader.TextAsync());
                return server.Log.Contains("SlowReader", StringComparison.Ordinal) || server.Log.Contains("Stalled", StringComparison.Ordinal);
            },
            "the slow stream is cut");
        await ana.GetJsonAsync("/api/v1/me");
    }

    [Theory]
    [InlineData("")]
    [InlineData("rooms=")]
    [InlineData("rooms=default&after=x")]
    [InlineData("rooms=default&after=1:2:3")]
    [InlineData("rooms=default,other&after=5")]
    public async Task What_makes_no_sense_is_refused(string query)
    {
        using var ana = await web.Server.RegisterHttpAsync(Fresh.Name("ana"));
        await ana.RefusedAsync(HttpMethod.Get, $"/api/v1/events?{query}", null, HttpStatusCode.BadRequest);
    }
}
