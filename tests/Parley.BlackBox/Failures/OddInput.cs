using System.Text;

namespace Parley.BlackBox.Failures;

/// <summary>Input as networks and people really deliver it: torn, joined, oversized, in the wrong encoding.</summary>
public abstract class OddInput(SharedServer shared)
{
    private readonly ServerProcess _server = shared.Server;

    [Theory]
    [InlineData("")]
    [InlineData("    ")]
    [InlineData("\t \t")]
    [InlineData("\r")]
    public async Task An_empty_line_is_no_message(string line)
    {
        var room = Fresh.Name("sala");
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        await ana.AskAsync($"#cR {room}");
        await bob.AskAsync($"#gR {room}");
        await ana.SeenAsync();
        Assert.Empty(await ana.AskAsync(line));
        Assert.Empty(await bob.SeenAsync());
    }

    [Theory]
    [InlineData("uno\ndos\n")]
    [InlineData("uno\r\ndos\r\n")]
    [InlineData("uno\r\ndos\n")]
    public async Task Lines_end_with_LF_or_CRLF(string bytes)
    {
        var login = Fresh.Name("ana");
        await using var ana = await InOwnRoomAsync(login);
        await ana.SendRawAsync(bytes);
        Assert.Equal([$"{login}: uno", $"{login}: dos"], await ana.SeenAsync());
    }

    [Fact]
    public async Task A_lone_CR_in_a_line_cannot_overwrite_the_name_in_front()
    {
        var login = Fresh.Name("ana");
        await using var ana = await InOwnRoomAsync(login);
        await ana.SendRawAsync("uno\rbob: dos\n");
        Assert.All(await ana.SeenAsync(), l =>
        {
            Assert.StartsWith($"{login}: ", l);
            Assert.DoesNotContain('\r', l);
        });
    }

    [Fact]
    public async Task Two_commands_in_one_segment_are_two_commands()
    {
        var (login, room) = (Fresh.Name("ana"), Fresh.Name("sala"));
        await using var ana = await _server.RegisterAsync(login);
        await ana.SendRawAsync($"#cR {room}\nhola\n#eR\n");
        Assert.Equal([$"* Room created: {room}. You are now in {room}.", $"{login}: hola", $"* You left {room}. You are in default."], (await ana.SeenAsync()).Take(3));
    }

    [Fact]
    public async Task A_command_may_come_byte_by_byte()
    {
        var room = Fresh.Name("saña");
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        foreach (var b in Encoding.UTF8.GetBytes($"#cR <{room}>\r\n"))
            await ana.SendBytesAsync([b]);
        Assert.Equal($"* Room created: {room}. You are now in {room}.", Assert.Single(await ana.SeenAsync()));
    }

    [Fact]
    public async Task A_megabyte_without_a_line_end_is_one_refusal_and_the_session_goes_on()
    {
        var login = Fresh.Name("ana");
        await using var ana = await InOwnRoomAsync(login);
        await ana.AskAsync("#codes on");
        await ana.SendRawAsync(new string('x', 1024 * 1024));
        Assert.StartsWith("*E215 ", Assert.Single(await ana.AskAsync("")));
        Assert.Equal($"{login}: sigo", await ana.AskOneAsync("sigo"));
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_replaced_and_the_sender_is_told()
    {
        var (login, room) = (Fresh.Name("ana"), Fresh.Name("sala"));
        await using var ana = await _server.RegisterAsync(login);
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        await ana.AskAsync($"#cR {room}");
        await bob.AskAsync($"#gR {room}");
        await ana.SeenAsync();
        await ana.SendBytesAsync([(byte)'a', 0xC3, (byte)'b', 0xFE, (byte)'\n']);
        var seen = await ana.SeenAsync();
        Assert.Equal(2, seen.Count);
        Assert.Contains(seen, l => l.StartsWith("* ", StringComparison.Ordinal) && l.Contains("UTF-8", StringComparison.Ordinal));
        Assert.Equal($"{login}: a\uFFFDb\uFFFD", Assert.Single(await bob.SeenAsync()));
    }

    [Fact]
    public async Task NUL_and_other_control_characters_are_shown_escaped()
    {
        var (login, room) = (Fresh.Name("ana"), Fresh.Name("sala"));
        await using var ana = await _server.RegisterAsync(login);
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        await ana.AskAsync($"#cR {room}");
        await bob.AskAsync($"#gR {room}");
        await ana.AskAsync("a\0b\u001b[2Jc\u0007\u009bd");
        var shown = Assert.Single(await bob.SeenAsync());
        Assert.StartsWith($"{login}: a", shown);
        Assert.DoesNotContain(shown, c => char.IsControl(c));
    }

    [Fact]
    public async Task Telnet_negotiation_in_the_middle_of_a_line_is_no_text()
    {
        var login = Fresh.Name("ana");
        await using var ana = await InOwnRoomAsync(login);
        await ana.SendBytesAsync([(byte)'h', (byte)'o', 255, 251, 31, (byte)'l', 255, 250, 31, 0, 80, 0, 24, 255, 240, (byte)'a', (byte)'\r', (byte)'\n']);
        Assert.Equal($"{login}: hola", Assert.Single(await ana.SeenAsync()));
    }

    [Fact]
    public async Task A_byte_order_mark_at_the_start_is_dropped()
    {
        await using var client = await _server.ConnectAsync();
        var login = Fresh.Name("ana");
        await client.SendBytesAsync([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes($"#register {login} correct-horse A | B | 30 | x\n")]);
        await client.ReadThroughAsync($"* Logged in: {login}. You are in default.");
    }

    private async Task<LineClient> InOwnRoomAsync(string login)
    {
        var client = await _server.RegisterAsync(login);
        await client.AskAsync($"#cR {Fresh.Name("sala")}");
        return client;
    }
}

[Collection<AsyncMode>]
public sealed class OddInputAsync(AsyncServer server) : OddInput(server);

[Collection<ThreadsMode>]
public sealed class OddInputThreads(ThreadsServer server) : OddInput(server);
