using System.Text;

namespace Parley.BlackBox.HarnessTests;

public sealed class LineClientTests
{
    [Fact]
    public async Task Lines_are_cut_at_LF_wherever_the_segments_end()
    {
        await using var server = new ScriptedServer();
        var (client, other) = await server.PairAsync();
        await using var line = new LineClient(client);
        await using var _ = other;
        foreach (var b in Encoding.UTF8.GetBytes("uno\ndós\n"))
            await other.WriteAsync(new[] { b });
        Assert.Equal("uno", await line.ReadLineAsync());
        Assert.Equal("dós", await line.ReadLineAsync());
    }

    [Fact]
    public async Task A_prompt_is_read_without_its_line_having_ended()
    {
        await using var server = new ScriptedServer();
        var (client, other) = await server.PairAsync();
        await using var line = new LineClient(client);
        await using var _ = other;
        await other.WriteAsync("banner\nLogin: "u8.ToArray());
        Assert.Equal("banner\n", await line.ReadThroughAsync("Login:"));
    }

    [Fact]
    public async Task Telnet_commands_are_taken_out_and_remembered()
    {
        await using var server = new ScriptedServer();
        var (client, other) = await server.PairAsync();
        await using var line = new LineClient(client);
        await using var _ = other;
        await other.WriteAsync(new byte[] { (byte)'a', 255, 251 });
        await other.WriteAsync(new byte[] { 1, (byte)'b', (byte)'\n' });
        Assert.Equal("ab", await line.ReadLineAsync());
        Assert.Equal(["251 1"], line.TelnetCommands);
    }

    [Fact]
    public async Task What_never_comes_is_reported_with_what_came_instead()
    {
        await using var server = new ScriptedServer();
        var (client, other) = await server.PairAsync();
        await using var line = new LineClient(client);
        await using var _ = other;
        await other.WriteAsync("half"u8.ToArray());
        var e = await Assert.ThrowsAsync<TimeoutException>(() => line.ReadLineAsync(TimeSpan.FromMilliseconds(200)));
        Assert.Contains("half", e.Message);
    }

    [Fact]
    public async Task The_end_of_the_stream_is_no_line_and_a_reset_is_an_end()
    {
        await using var server = new ScriptedServer();
        var (client, other) = await server.PairAsync();
        await using var line = new LineClient(client);
        other.Reset();
        Assert.Null(await line.TryReadLineAsync());
    }
}
