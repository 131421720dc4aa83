using Parley.Contracts;
using Parley.Terminal;

namespace Parley.Client.Tests;

/// <summary>What the person is told when something is not there.</summary>
public sealed class ProblemTests
{
    private static ChatText Text(string lang) => new(lang, TimeZoneInfo.Utc);

    [Theory]
    [InlineData("es", "no hay servidor en tcp:127.0.0.1:1, tls:127.0.0.1:1; `parley` inicia uno")]
    [InlineData("en", "no server at tcp:127.0.0.1:1, tls:127.0.0.1:1; `parley` starts one")]
    public async Task Nobody_there_names_every_address_tried(string lang, string said)
    {
        await using var client = new ParleyClient(Clients.Options(ServerAddress.Tcp("127.0.0.1", 1), ServerAddress.Tls("127.0.0.1", 1)));
        var nobody = await Assert.ThrowsAsync<NoServerException>(() => client.ConnectAsync());
        Assert.Equal(said, Problem.In(Words.In(lang), Text(lang), nobody));
    }

    [Theory]
    [InlineData("es", "el servidor se detiene")]
    [InlineData("en", "the server is stopping")]
    public void Stopping_server_is_said_in_words(string lang, string said)
    {
        var lost = new LinkLostException("x") { Closing = new Closing(CloseReason.ServerStopping, null, 5) };
        Assert.Equal(said, Problem.In(Words.In(lang), Text(lang), new LinkLostException("y", lost)));
    }

    [Fact]
    public void Help_lists_no_command_that_is_not_available()
    {
        Assert.DoesNotContain(Text("en").Help(null), l => l.Contains("#echo", StringComparison.Ordinal) || l.Contains("#proto", StringComparison.Ordinal));
        Assert.IsType<TypedLine.Refused>(TypedLine.Parse("#help echo"));
    }

    [Fact]
    public void At_a_peer_commands_that_need_a_server_are_not_listed_but_refused()
    {
        var peers = new Welcome("parley lan", "1", 1, default, "en", ["lan", "rooms"], new WireLimits(1, 1, 1));
        var help = Text("en").Help(null, peers);
        Assert.Contains(help, l => l.StartsWith("*   #cR ", StringComparison.Ordinal));
        Assert.DoesNotContain(help, l => l.Contains("#topic", StringComparison.Ordinal) || l.Contains("#profile", StringComparison.Ordinal) || l.Contains("#echo", StringComparison.Ordinal));
        Assert.Contains("needs a server", help[^1], StringComparison.Ordinal);
        foreach (var line in new[] { "#perfil", "#profile Ana", "#help profile" })
            Assert.Equal(["* #profile needs a server: here devices are linked with each other"], Text("en").Refusal(Assert.IsType<TypedLine.Refused>(TypedLine.Parse(line, peers)).Refusal));
        Assert.IsType<TypedLine.Ask>(TypedLine.Parse("#cR uci", peers));
        Assert.Contains("#cR", ChatText.CommandsAt(peers));
        Assert.DoesNotContain("#topic", ChatText.CommandsAt(peers));
        Assert.Contains("#topic", ChatText.CommandsAt(null));
        Assert.IsType<TypedLine.Refused>(TypedLine.Parse("#cR uci", peers with { Capabilities = ["lan"] }));
        Assert.IsType<TypedLine.Ask>(TypedLine.Parse("#topic", peers with { Capabilities = ["history"] }));
    }

    [Fact]
    public async Task New_certificate_is_known_before_any_login()
    {
        await using var server = new FakeServer(FakeServer.MakeCertificate());
        await using var client = await Clients.ConnectedAsync(server);
        Assert.Equal(CertificateTrust.FirstUse, client.Certificate?.Trust);
    }

    [Fact]
    public async Task Room_that_is_not_there_ends_the_chat()
    {
        await using var tmux = await Tmux.StartAsync();
        await tmux.OpenAsync("ana", 80, 24, "en");
        await tmux.RegisterAsync("ana", "ana", spanish: false);
        await tmux.OpenAsync("again", 80, 24, "en --room nowhere", profile: "ana");
        await tmux.SeesAsync("again", "EXIT 1");
        await tmux.OpenAsync("plain", 80, 24, "en --room nowhere --plain", profile: "ana");
        await tmux.SeesAsync("plain", "nowhere");
        await tmux.SeesAsync("plain", "EXIT 1");
    }
}
