using System.Text;

namespace Parley.BlackBox.Irc.Proof;

/// <summary>A client that pipelines far more than its output budget holds, and reads, gets every answer; others are served meanwhile.</summary>
[Collection<IrcTests>]
public sealed class PingFlood(IrcServer door)
{
    private const int Pings = 300_000;
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task Every_ping_is_answered_and_nobody_else_waits()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        await using var bob = await _server.GuestAsync(Fresh.Name("bob"));
        var pings = new StringBuilder();
        for (var i = 0; i < Pings; i++)
            pings.Append("PING ").Append(i).Append("\r\n");
        var sending = ana.SendBytesAsync(Encoding.ASCII.GetBytes(pings.ToString()));
        for (var i = 0; i < Pings; i++)
        {
            Assert.Equal($"{i}", (await ana.ReadToAsync("PONG")).Last);
            if (i % 30_000 == 0)
                (await bob.AskAsync("VERSION")).One("351");
        }
        await sending;
    }
}
