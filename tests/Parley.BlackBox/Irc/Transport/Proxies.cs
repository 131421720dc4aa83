using System.Buffers.Binary;

namespace Parley.BlackBox.Irc.Transport;

/// <summary>PROXY v1 and v2 and WEBIRC: the real address of who comes through a listed gateway.</summary>
public sealed class Proxies
{
    private static readonly string[] Trusting = ["irc.proxy-protocol=true", "irc.proxy-allowed-from=[\"127.0.0.1\"]"];

    [Fact]
    public async Task PROXY_v1_gives_the_address()
    {
        await using var server = await IrcDoor.StartAsync(Trusting);
        await using var ana = await server.ConnectIrcAsync();
        await ana.SendAsync("PROXY TCP4 192.0.2.77 127.0.0.1 4242 6667");
        await ana.RegisterAsync("ana");
        Assert.Contains("192.0.2.77", IrcLines.Show(await ana.AskAsync("WHOIS ana")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PROXY_v2_gives_the_address()
    {
        await using var server = await IrcDoor.StartAsync(Trusting);
        await using var ana = await server.ConnectIrcAsync();
        await ana.SendBytesAsync(VersionTwo([192, 0, 2, 78]));
        await ana.RegisterAsync("ana");
        Assert.Contains("192.0.2.78", IrcLines.Show(await ana.AskAsync("WHOIS ana")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PROXY TCP4 nonsense 127.0.0.1 1 2")]
    [InlineData("PROXY UNKNOWN")]
    public async Task A_malformed_or_unknown_PROXY_line_gives_no_address_and_ends_nobody_else(string line)
    {
        await using var server = await IrcDoor.StartAsync(Trusting);
        await using (var bad = await server.ConnectIrcAsync())
        {
            await bad.SendAsync(line, "QUIT");
            await bad.ReadToEndAsync();
        }
        await using var ana = await server.ConnectIrcAsync();
        await ana.SendAsync("PROXY TCP4 192.0.2.1 127.0.0.1 4242 6667");
        await ana.RegisterAsync("ana");
    }

    [Fact]
    public async Task From_an_address_that_is_not_listed_it_is_not_believed()
    {
        await using var server = await IrcDoor.StartAsync("irc.proxy-protocol=true", "irc.proxy-allowed-from=[\"192.0.2.1\"]");
        await using var ana = await server.ConnectIrcAsync();
        await ana.SendAsync("PROXY TCP4 203.0.113.9 127.0.0.1 4242 6667", "NICK ana", "USER u 0 * :x", "WHOIS ana", "QUIT");
        Assert.DoesNotContain("203.0.113.9", IrcLines.Show((await ana.ReadToEndAsync()).Of("311", "338", "378")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WEBIRC_from_a_listed_address_with_the_password_gives_host_and_address()
    {
        await using var server = await IrcDoor.StartAsync("irc.webirc=[{\"password\":\"gateway-password\",\"from\":[\"127.0.0.1\"]}]");
        await using (var ana = await server.ConnectIrcAsync())
        {
            await ana.SendAsync("WEBIRC gateway-password gate ana.example 192.0.2.79 :secure");
            await ana.RegisterAsync("ana");
            Assert.Matches("192\\.0\\.2\\.79|ana\\.example", IrcLines.Show(await ana.AskAsync("WHOIS ana")));
        }
        await using var bob = await server.ConnectIrcAsync();
        await bob.SendAsync("WEBIRC wrong gate bob.example 192.0.2.80", "NICK bob", "USER u 0 * :x", "WHOIS bob", "QUIT");
        Assert.DoesNotContain("192.0.2.80", IrcLines.Show((await bob.ReadToEndAsync()).Of("311", "338", "378")), StringComparison.Ordinal);
    }

    private static byte[] VersionTwo(byte[] address)
    {
        byte[] signature = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];
        var port = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(port, 4242);
        BinaryPrimitives.WriteUInt16BigEndian(port.AsSpan(2), 6667);
        return [.. signature, 0x21, 0x11, 0, 12, .. address, 127, 0, 0, 1, .. port];
    }
}
