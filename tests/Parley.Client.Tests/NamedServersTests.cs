using Parley.Contracts;
using Parley.Terminal;

namespace Parley.Client.Tests;

/// <summary>The servers that a person names to the terminal client.</summary>
public sealed class NamedServersTests
{
    [Fact]
    public void Nodes_are_named_by_commas_or_one_by_one()
    {
        Assert.True(NamedServers.TryParse(["a:1, b:2", "tcp:c", "a:1"], out var servers, out _));
        Assert.True(servers.AreNodes);
        Assert.Equal(["tls:a:1", "tls:b:2", "tcp:c:7000"], servers.Addresses.Select(a => a.ToString()));
    }

    [Fact]
    public void One_address_is_one_server_by_one_way_or_two()
    {
        Assert.True(NamedServers.TryParse(["localhost:7001"], out var servers, out _));
        Assert.False(servers.AreNodes);
        Assert.Equal(["tcp:localhost:7001", "tls:localhost:7001"], servers.Addresses.Select(a => a.ToString()));
    }

    [Fact]
    public void Path_may_have_a_comma()
    {
        Assert.True(NamedServers.TryParse(["unix:/a,b"], out var servers, out _));
        Assert.Equal([ServerAddress.Unix("/a,b")], servers.Addresses);
    }

    [Theory]
    [InlineData("a,,b", "")]
    [InlineData("a,b:x", "b:x")]
    public void What_is_no_address_is_told(string named, string bad)
    {
        Assert.False(NamedServers.TryParse([named], out _, out var unreadable));
        Assert.Equal(bad, unreadable);
    }

    [Fact]
    public async Task Login_kept_for_one_node_is_good_at_another_and_forgotten_where_it_was_kept()
    {
        await using var server = new FakeServer();
        await using var client = await Clients.ConnectedAsync(server);
        var other = ServerAddress.Tls("other.example");
        var tokens = new TokenFile(Clients.TempFile());
        tokens.Keep(other, "bob", "stale");
        tokens.Keep(other, "ana", "good");
        var (words, text) = (Words.In("en"), new ChatText("en", TimeZoneInfo.Utc));
        Task<bool> LogInAsync(string login, params ServerAddress[] nodes) =>
            new LoginDialogue(client, new SilentView(), words, text, tokens, nodes).RunAsync(login, null, CancellationToken.None);
        Assert.True(await LogInAsync("ana", server.Address, other));
        Assert.Equal("ana", client.Login);
        Assert.NotNull(tokens.Find(other, "ana"));
        Assert.False(await LogInAsync("bob", server.Address, other));
        Assert.Null(tokens.Find(other, "bob"));
    }

    [Theory]
    [InlineData("es", "* Conexión perdida: el servidor se detiene · pasando a tls:b:7443", "* Conectado de nuevo, ahora a tls:b:7443.")]
    [InlineData("en", "* Connection lost: the server is stopping · changing over to tls:b:7443", "* Connected again, now to tls:b:7443.")]
    public void Changing_over_is_said_in_words(string lang, string lost, string back)
    {
        var (words, text) = (Words.In(lang), new ChatText(lang, TimeZoneInfo.Utc));
        var (a, b) = (ServerAddress.Tls("a"), ServerAddress.Tls("b"));
        var cause = new LinkLostException("x") { Closing = new Closing(CloseReason.ServerStopping) };
        var link = new LinkChanged(LinkState.Reconnecting, b, RetryIn: TimeSpan.FromSeconds(0.1), Closing: cause.Closing) { Cause = cause };
        Assert.Equal(lost, LinkWords.Lost(words, text, link, areNodes: true));
        Assert.Equal(back, LinkWords.Back(words, b, a));
        Assert.Equal("* " + words["back"], LinkWords.Back(words, a, a));
        Assert.Contains(words["retry", 1], LinkWords.Lost(words, text, link, areNodes: false), StringComparison.Ordinal);
    }
}
