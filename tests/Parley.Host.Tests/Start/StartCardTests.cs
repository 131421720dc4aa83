using System.Net;
using System.Net.Sockets;
using Parley.Host.Serve;
using Parley.Host.Start;
using Xunit;

namespace Parley.Host.Tests.Start;

public sealed class StartCardTests
{
    private static readonly BoundListener[] Listeners =
    [
        new(ListenerKind.Unix, "unix", new UnixDomainSocketEndPoint("/a b/parley.sock")),
        new(ListenerKind.Line, "line", new IPEndPoint(IPAddress.Loopback, 7001)),
        new(ListenerKind.LineTls, "line-tls", new IPEndPoint(IPAddress.IPv6Any, 7443)),
        new(ListenerKind.IrcWs, "irc-ws", new IPEndPoint(IPAddress.Loopback, 8067)),
        new(ListenerKind.IrcTls, "irc-tls", new IPEndPoint(IPAddress.Loopback, 6697)),
        new(ListenerKind.Https, "https", new IPEndPoint(IPAddress.IPv6Any, 8443)),
        new(ListenerKind.Http, "http", new IPEndPoint(IPAddress.Loopback, 8080)),
        new(ListenerKind.Irc, "irc", new IPEndPoint(IPAddress.Loopback, 6667)),
    ];

    [Fact]
    public void Ready_line_names_every_bound_address_and_the_unix_socket_last() =>
        Assert.Equal("parley: ready line=127.0.0.1:7001 line-tls=[::]:7443 irc=127.0.0.1:6667 irc-tls=127.0.0.1:6697 irc-ws=127.0.0.1:8067 http=127.0.0.1:8080 https=[::]:8443 unix=/a b/parley.sock", ReadyLine.Render(Listeners));

    [Theory]
    [InlineData("en", "First administrator", "port 7000 is taken, so 7001")]
    [InlineData("es", "Primer administrador", "el puerto 7000 está ocupado; se usa el 7001")]
    public void Card_tells_how_to_join_in_both_languages(string lang, string administrator, string moved)
    {
        var card = Render(lang, hasAccounts: false);

        Assert.Contains("nc 127.0.0.1 7001", card, StringComparison.Ordinal);
        Assert.Contains("parley chat unix:/a b/parley.sock", card, StringComparison.Ordinal);
        Assert.Contains("irc://127.0.0.1:6667", card, StringComparison.Ordinal);
        Assert.Contains("ircs://127.0.0.1:6697", card, StringComparison.Ordinal);
        Assert.Contains("ws://127.0.0.1:8067", card, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:8080", card, StringComparison.Ordinal);
        Assert.Contains($"https://{Environment.MachineName}:8443", card, StringComparison.Ordinal);
        Assert.Contains("AA:BB", card, StringComparison.Ordinal);
        Assert.Contains(moved, card, StringComparison.Ordinal);
        Assert.Contains(administrator, card, StringComparison.Ordinal);
        Assert.Contains("parley account create NAME --role administrator --data '/a b'", card, StringComparison.Ordinal);
    }

    [Fact]
    public void Card_is_silent_about_administrators_once_there_is_an_account() =>
        Assert.DoesNotContain("account create", Render("en", hasAccounts: true), StringComparison.Ordinal);

    [Theory]
    [InlineData("en", "not kept")]
    [InlineData("es", "no se guardan")]
    public void Card_says_when_messages_are_not_kept(string lang, string words)
    {
        Assert.Contains(words, Render(lang, hasAccounts: true, keepsMessages: false), StringComparison.Ordinal);
        Assert.DoesNotContain(words, Render(lang, hasAccounts: true), StringComparison.Ordinal);
    }

    [Fact]
    public void Card_of_a_node_names_database_brokers_and_node()
    {
        var facts = new CardFacts(Listeners, [], null, "/a b", "standard", HasAccounts: true, KeepsMessages: true) { Database = "db.example/parley", Brokers = ["amqps://mq1.example:5671", "amqps://mq2.example:5671"], Node = "0123456789abcdef" };

        var lines = StartCard.Render(facts, CardTexts.For("en")).Split('\n');

        Assert.Contains(lines, l => l.TrimEnd() == "  Database               db.example/parley");
        Assert.Contains(lines, l => l.TrimEnd() == "  Brokers                amqps://mq1.example:5671, amqps://mq2.example:5671");
        Assert.Contains(lines, l => l.TrimEnd() == "  Node                   0123456789abcdef");
        Assert.DoesNotContain("Database", Render("en", hasAccounts: true), StringComparison.Ordinal);
    }

    private static string Render(string lang, bool hasAccounts, bool keepsMessages = true) =>
        StartCard.Render(new(Listeners, [new("line", 7000, 7001)], "AA:BB", "/a b", "standard", hasAccounts, keepsMessages), CardTexts.For(lang));
}
