using System.Text;
using Parley.BlackBox.Proof;

namespace Parley.BlackBox.Irc.Proof;

/// <summary>Random traffic from several connections: the server stays, others chat on, and every PING is answered.</summary>
[Collection<ProofCollection>]
public sealed class IrcFuzz
{
    private static readonly string[] Commands =
    [
        "NICK", "USER", "PASS", "CAP LS 302", "CAP REQ", "CAP END", "CAP LIST", "AUTHENTICATE", "AUTHENTICATE PLAIN", "AUTHENTICATE SCRAM-SHA-256", "REGISTER", "VERIFY", "JOIN", "PART", "TOPIC",
        "NAMES", "LIST", "INVITE", "KICK", "MODE", "PRIVMSG", "NOTICE", "TAGMSG", "WHO", "WHOIS", "WHOWAS", "USERHOST", "ISON", "MONITOR +", "MONITOR -", "MONITOR L", "AWAY", "SETNAME",
        "PONG", "MOTD", "LUSERS", "VERSION", "TIME", "INFO", "HELP", "ADMIN", "STATS", "LINKS", "OPER", "KILL", "WALLOPS", "REHASH", "CHATHISTORY LATEST", "CHATHISTORY BETWEEN",
        "CHATHISTORY TARGETS", "MARKREAD", "REDACT", "BATCH", "METADATA", "WEBIRC", "PROXY", "ERROR", "BOGUS", "001",
    ];

    private static readonly string[] Words =
    [
        "#uno", "#dos", "#UNO", "#", "#a,b", "#uno,#dos", "f0", "f1", "f2", "F1", "*", "+b", "+o", "-o", "+imnst", "-imnst", "+kl", "+v", "+e", "+I", "+q", "+BiwZ", "k", "5", "-1", "0", "99999999999999999999",
        "*!*@*", "f*!*@*", "%tcuihsnfdlaor,1", ":", ":text with spaces", ":\u0001ACTION x\u0001", "timestamp=2026-01-01T00:00:00.000Z", "msgid=x", "10", "=", "PLAIN", "+", "AGYwAGYw", "batch", "server-time",
        "message-tags labeled-response", ":batch echo-message draft/multiline draft/chathistory draft/read-marker", "sasl", "GET", "SET", "SUB", "display-name", "+x draft/multiline #uno", "-x", "ñ", "👋", "\u202e", "~a:f1",
    ];

    [Fact]
    public async Task No_traffic_ends_the_server_or_leaves_anybody_unanswered()
    {
        await using var server = await IrcDoor.StartAsync();
        await using var ana = await server.MemberInAsync("#refugio", "ana");
        await using var bob = await server.RegisterAsync("bob");
        await bob.AskAsync("#gR refugio");
        await ana.SyncAsync();
        var random = Chance.Seeded();
        var rounds = Amount.Of(40, 3000);
        for (var round = 0; round < rounds; round++)
        {
            var seeds = Enumerable.Range(0, 5).Select(_ => random.Next()).ToList();
            await Task.WhenAll(seeds.Select((s, i) => PlayAsync(server, new Random(s), i)));
            await ana.AskAsync($"PRIVMSG #refugio :still here {round}");
            Assert.Contains($"ana: still here {round}", await bob.SeenAsync());
            Assert.Equal([$"and I {round}"], (await AnswerAsync(ana, bob, round)).Texts());
        }
    }

    private static async Task<IReadOnlyList<IrcLine>> AnswerAsync(IrcClient ana, LineClient bob, int round)
    {
        await bob.AskAsync($"and I {round}");
        return await ana.SyncAsync();
    }

    private static async Task PlayAsync(ServerProcess server, Random random, int number)
    {
        await using var wire = await Wire.ConnectAsync(server.Ready.EndPoint("irc"));
        try
        {
            if (random.Next(4) > 0)
                await WriteAsync(wire, $"CAP REQ :{(random.Next(2) == 0 ? "message-tags batch" : "labeled-response batch echo-message server-time")}\r\nNICK f{number}\r\nUSER u 0 * :x\r\nCAP END\r\n");
            for (var i = random.Next(1, 30); i > 0; i--)
            {
                if (random.Next(12) == 0)
                    await wire.WriteAsync(Noise(random));
                else
                    await WriteAsync(wire, Line(random) + (random.Next(5) == 0 ? "\n" : "\r\n"));
            }
            // Whatever came before, on a line of its own this must be answered, or the connection be closed.
            await WriteAsync(wire, "\r\nPING the-end\r\n");
        }
        catch (IOException)
        {
            // Closed by the server in the middle of it, which is its right: what it said before must still be whole.
        }
        await AnsweredAsync(wire);
        if (random.Next(3) == 0)
            wire.Reset();
    }

    private static async Task AnsweredAsync(Wire wire)
    {
        using var limit = new CancellationTokenSource(Patience.Long);
        var buffer = new byte[16_384];
        var seen = new StringBuilder();
        int read;
        while ((read = await ReadAsync(wire, buffer, limit.Token)) > 0)
        {
            seen.Append(Encoding.Latin1.GetString(buffer, 0, read));
            if (seen.ToString().Contains("the-end\r\n", StringComparison.Ordinal))
                return;
            if (seen.Length > 200_000)
                seen.Remove(0, 100_000);
        }
    }

    private static async Task<int> ReadAsync(Wire wire, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await wire.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static Task WriteAsync(Wire wire, string text) => wire.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();

    private static string Line(Random random)
    {
        var line = new StringBuilder();
        if (random.Next(3) == 0)
            line.Append(random.Next(3) switch { 0 => "@label=x ", 1 => "@+typing=active;+a=b ", _ => "@batch=x;draft/multiline-concat " });
        line.Append(Commands[random.Next(Commands.Length)]);
        for (var i = random.Next(5); i > 0; i--)
            line.Append(' ').Append(Words[random.Next(Words.Length)]);
        return line.ToString();
    }

    private static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(1, 1500)];
        random.NextBytes(bytes);
        return bytes;
    }
}
