using System.Text;

namespace Parley.BlackBox.Proof;

/// <summary>Sessions of random bytes and of almost-commands: none ends the server or reaches anybody as a fault.</summary>
public abstract class RandomBytes(string io)
{
    private static readonly string[] Pieces =
    [
        "#cR ", "#gR ", "#dR", "#eR", "#lR", "#exit", "#show users ", "#\\private<", "#register ", "#login ", "#last ", "#id ", "#time ", "#proto json", "#search ",
        "{\"t\":\"", "\"", "}", "{", "[", ":", ",", "<", ">", "|", "\n", "\r\n", "\r", "\0", "\u001b[2J", "\u202e", "ana", "uci", "-1", "99999999999999999999", "ñ", "👋", "null",
    ];

    [Fact]
    public async Task No_bytes_end_the_server_or_disturb_its_guests()
    {
        await using var server = await ServerProcess.StartAsync(new ServerOptions { Io = io });
        await using var guest = await server.RegisterAsync("guest");
        await guest.AskAsync("#cR refugio");
        var random = Chance.Seeded();
        var sessions = Amount.Of(150, 20_000);
        for (var i = 0; i < sessions; i++)
            await PlayAsync(server, random, loggedIn: i % 3 == 0);
        Assert.Equal("guest: sigo aquí", (await guest.AskAsync("sigo aquí"))[^1]);
    }

    private static async Task PlayAsync(ServerProcess server, Random random, bool loggedIn)
    {
        await using var client = loggedIn ? await server.RegisterAsync(Fresh.Name("monkey")) : await server.ConnectAsync();
        try
        {
            for (var round = random.Next(1, 6); round > 0; round--)
                await client.SendBytesAsync(random.Next(3) == 0 ? Noise(random) : AlmostCommands(random));
        }
        catch (IOException)
        {
            // Closed by the server in the middle of it, which is its right.
        }
        if (random.Next(2) == 0)
            client.Wire.Reset();
    }

    private static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(1, 3000)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] AlmostCommands(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(1, 60); i > 0; i--)
            text.Append(Pieces[random.Next(Pieces.Length)]);
        return Encoding.UTF8.GetBytes(text.Append('\n').ToString());
    }
}

[Collection<ProofCollection>]
public sealed class RandomBytesAsync() : RandomBytes("async");

[Collection<ProofCollection>]
public sealed class RandomBytesThreads() : RandomBytes("threads");
