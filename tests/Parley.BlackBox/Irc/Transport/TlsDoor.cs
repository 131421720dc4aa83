namespace Parley.BlackBox.Irc.Transport;

/// <summary>IRC over TLS, and STS that leads there.</summary>
public sealed class TlsDoor
{
    private static readonly ServerOptions Both = IrcDoor.Options with { More = [.. IrcDoor.Options.More, "--irc-tls", "127.0.0.1:0"] };

    [Fact]
    public async Task People_of_both_doors_meet()
    {
        await using var server = await ServerProcess.StartAsync(Both);
        await using var ana = new IrcClient(await Wire.ConnectTlsAsync(server.Ready.EndPoint("irc-tls")));
        await ana.RegisterAsync("ana");
        await ana.JoinAsync("#sala");
        await using var bob = await server.GuestInAsync("#sala", "bob");
        await bob.AskAsync("PRIVMSG #sala :hola");
        Assert.Equal(["hola"], (await ana.SyncAsync()).Texts());
        Assert.NotNull(ana.Wire.Certificate);
        (await bob.AskAsync("WHOIS ana")).One("671");
        (await ana.AskAsync("WHOIS bob")).None("671");
    }

    [Fact]
    public async Task STS_is_offered_as_it_is_set_and_cannot_be_requested()
    {
        await using var server = await ServerProcess.StartAsync(Both with { Settings = ["irc.sts.port=6697", "irc.sts.duration=3600", "irc.sts.enabled=true"] });
        await using var plain = await server.ConnectIrcAsync();
        var value = (await plain.CapabilitiesAsync())["sts"].Split(',');
        Assert.Contains("port=6697", value);
        await plain.SendAsync("CAP REQ sts");
        Assert.Equal("NAK", (await plain.ReadToAsync("CAP"))[1]);
        await using var secure = new IrcClient(await Wire.ConnectTlsAsync(server.Ready.EndPoint("irc-tls")));
        Assert.Contains("duration=3600", (await secure.CapabilitiesAsync())["sts"].Split(','));
        await using var old = await server.ConnectIrcAsync();
        await old.SendAsync("CAP LS");
        Assert.DoesNotContain("sts", (await old.ReadToAsync("CAP")).Last.Split(' '));
    }

    [Fact]
    public async Task Without_the_setting_there_is_no_STS()
    {
        await using var server = await ServerProcess.StartAsync(Both);
        await using var plain = await server.ConnectIrcAsync();
        Assert.DoesNotContain("sts", (await plain.CapabilitiesAsync()).Keys);
    }

    [Fact]
    public async Task Plain_text_on_the_TLS_door_hurts_nobody()
    {
        await using var server = await ServerProcess.StartAsync(Both);
        await using (var noise = await Wire.ConnectAsync(server.Ready.EndPoint("irc-tls")))
        {
            await noise.WriteAsync("NICK ana\r\nUSER u 0 * :x\r\n"u8.ToArray());
            var buffer = new byte[4096];
            using var limit = new CancellationTokenSource(Patience.Normal);
            while (await noise.ReadAsync(buffer, limit.Token) > 0)
            {
            }
        }
        await using var bob = await server.GuestAsync("bob");
    }
}
