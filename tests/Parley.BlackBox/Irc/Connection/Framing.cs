using System.Text;

namespace Parley.BlackBox.Irc.Connection;

/// <summary>Lengths, line ends and bytes that are not text.</summary>
[Collection<IrcTests>]
public sealed class Framing(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task A_line_of_512_bytes_is_taken_and_one_of_513_gets_417_and_no_effect()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        var start = "NOTICE nobody-here :";
        (await ana.AskAsync(start + new string('x', 510 - start.Length))).None("417");
        var message = $"PRIVMSG {bob.Nick} :";
        var lines = await ana.AskAsync(message + new string('x', 511 - message.Length));
        lines.One("417");
        Assert.Empty((await bob.SyncAsync()).Texts());
    }

    [Fact]
    public async Task A_much_longer_line_gets_417_and_the_connection_goes_on()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        (await ana.AskAsync("PRIVMSG someone :" + new string('y', 8_000))).One("417");
        Assert.Empty(await ana.SyncAsync());
    }

    [Fact]
    public async Task A_line_without_an_end_gets_417_and_hurts_nobody()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await ana.SendAsync("PRIVMSG someone :" + new string('y', 100_000), "QUIT");
        var lines = await ana.ReadToEndAsync();
        lines.Any("417");
        lines.None("401");
    }

    [Fact]
    public async Task Long_texts_reach_their_receiver_whole_even_if_the_source_makes_the_line_longer()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        var start = $"PRIVMSG {bob.Nick} :";
        var text = string.Concat(Enumerable.Range(0, 200).Select(i => $"{i} "))[..(510 - start.Length - 1)] + "!";
        (await ana.AskAsync(start + text)).None("417");
        Assert.Equal(text, string.Concat((await bob.SyncAsync()).Texts()));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\n\n\r\n")]
    public async Task Lines_may_end_in_LF_and_empty_ones_mean_nothing(string end)
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await ana.SendBytesAsync(Encoding.ASCII.GetBytes($"PING one{end}PING two{end}"));
        Assert.Equal("one", (await ana.ReadAsync()).Last);
        Assert.Equal("two", (await ana.ReadAsync()).Last);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_refused_with_INVALID_UTF8_and_reach_nobody()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        await ana.SendBytesAsync([.. Encoding.ASCII.GetBytes($"PRIVMSG {bob.Nick} :caf"), 0xE9, (byte)'\r', (byte)'\n']);
        var lines = await ana.SyncAsync();
        Assert.Equal("INVALID_UTF8", lines.One("FAIL")[1]);
        Assert.Empty((await bob.SyncAsync()).Texts());
    }

    [Fact]
    public async Task UTF8_texts_pass_unchanged()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        await ana.AskAsync($"PRIVMSG {bob.Nick} :año ☕ 👋🏽 \u0001ACTION saluda\u0001");
        Assert.Equal(["año ☕ 👋🏽 \u0001ACTION saluda\u0001"], (await bob.SyncAsync()).Texts());
    }

    [Theory]
    [InlineData("\u0002bold\u000f \u000304,07colour\u0003 \u001ditalic")]
    [InlineData("  spaces  kept  ")]
    [InlineData(":)")]
    [InlineData("\u0001VERSION\u0001")]
    public async Task Formatting_and_spaces_pass_unchanged(string text)
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        await ana.AskAsync($"PRIVMSG {bob.Nick} :{text}");
        Assert.Equal([text], (await bob.SyncAsync()).Texts());
    }

    [Fact]
    public async Task A_NUL_ends_nothing_but_its_own_line()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        await ana.SendBytesAsync(Encoding.ASCII.GetBytes($"PRIVMSG {bob.Nick} :a\0b\r\n"));
        await ana.SyncAsync();
        Assert.All((await bob.SyncAsync()).Of("PRIVMSG"), l => Assert.DoesNotContain('\0', l.Raw));
    }
}
