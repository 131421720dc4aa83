using System.Text.RegularExpressions;

namespace Parley.BlackBox.Irc.Connection;

/// <summary>001 to 005, LUSERS and the message of the day, as clients read them to know the server.</summary>
[Collection<IrcTests>]
public sealed class Welcomes(IrcServer door)
{
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task The_welcome_is_001_to_005_then_a_message_of_the_day_or_its_absence()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        var numerics = ana.Welcome.Where(l => l.IsNumeric).Select(l => l.Command).ToList();
        Assert.Equal(["001", "002", "003", "004", "005"], numerics.Take(5));
        Assert.Contains(numerics[^1], (string[])["376", "422", "221"]);
        Assert.Contains(numerics, n => n is "376" or "422");
        Assert.All(ana.Welcome.Where(l => l.IsNumeric), l => Assert.Equal(ana.Nick, l[0]));
    }

    [Fact]
    public async Task Line_004_names_server_version_and_modes()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        var line = ana.Welcome.One("004");
        Assert.True(line.Parameters.Count >= 5, line.Raw);
        Assert.Equal(line.Source, line[1]);
        Assert.Contains("i", line[3], StringComparison.Ordinal);
        foreach (var mode in "klimnstbo")
            Assert.Contains(mode, line[4]);
    }

    [Fact]
    public async Task Lines_005_hold_at_most_13_tokens_and_end_in_words()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        Assert.All(ana.Welcome.Of("005"), l =>
        {
            Assert.InRange(l.Parameters.Count, 3, 15);
            Assert.Contains(' ', l.Last);
            Assert.All(l.Parameters.Skip(1).SkipLast(1), t => Assert.Matches("^-?[A-Z0-9a-z./-]+(=.*)?$", t));
        });
    }

    [Theory]
    [InlineData("NETWORK", ".+")]
    [InlineData("CASEMAPPING", "^ascii$")]
    [InlineData("CHANTYPES", "^#$")]
    [InlineData("PREFIX", @"^\((qao|qo|o|ao|qaoh|o)h?v\)[~&@%+]+$")]
    [InlineData("CHANMODES", "^[A-Za-z]*b[A-Za-z]*,[A-Za-z]*k[A-Za-z]*,[A-Za-z]*l[A-Za-z]*,[A-Za-z]*i[A-Za-z]*$")]
    [InlineData("NICKLEN", "^32$")]
    [InlineData("CHANNELLEN", "^64$")]
    [InlineData("TOPICLEN", "^390$")]
    [InlineData("KICKLEN", "^390$")]
    [InlineData("AWAYLEN", "^200$")]
    [InlineData("MONITOR", "^100$")]
    [InlineData("MODES", "^[0-9]*$")]
    [InlineData("MAXLIST", "b")]
    [InlineData("TARGMAX", "PRIVMSG:[0-9]*")]
    [InlineData("EXCEPTS", "^e?$")]
    [InlineData("INVEX", "^I?$")]
    [InlineData("EXTBAN", "^.?,.+")]
    [InlineData("ACCOUNTEXTBAN", ".+")]
    [InlineData("WHOX", "^$")]
    [InlineData("BOT", "^[A-Za-z]$")]
    [InlineData("UTF8ONLY", "^$")]
    [InlineData("CHATHISTORY", "^[0-9]+$")]
    [InlineData("MSGREFTYPES", "msgid")]
    [InlineData("MSGREFTYPES", "timestamp")]
    public async Task What_clients_rely_on_is_announced(string token, string value)
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        Assert.True(ana.Supported.TryGetValue(token, out var found), $"no {token} in {IrcLines.Show(ana.Welcome.Of("005"))}");
        Assert.Matches(value, found);
    }

    [Fact]
    public async Task As_many_prefixes_as_modes_are_announced()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        var match = Regex.Match(ana.Supported["PREFIX"], @"^\((?<modes>\w+)\)(?<signs>\W+)$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        Assert.Equal(match.Groups["modes"].Length, match.Groups["signs"].Length);
        Assert.EndsWith("v", match.Groups["modes"].Value);
        Assert.EndsWith("+", match.Groups["signs"].Value);
        Assert.Contains('o', match.Groups["modes"].Value);
        Assert.Equal('@', match.Groups["signs"].Value[match.Groups["modes"].Value.IndexOf('o', StringComparison.Ordinal)]);
    }

    [Fact]
    public async Task The_settings_of_names_and_limits_are_what_is_announced()
    {
        await using var server = await IrcDoor.StartAsync("irc.name=irc.example.net", "irc.network=ExampleNet", "irc.max-nick=20", "irc.max-topic=100", "irc.max-monitor=7", "history.chathistory-max=33");
        await using var ana = await server.GuestAsync("ana");
        Assert.Equal("irc.example.net", ana.Welcome[0].Source);
        Assert.Equal("ExampleNet", ana.Supported["NETWORK"]);
        Assert.Equal("20", ana.Supported["NICKLEN"]);
        Assert.Equal("100", ana.Supported["TOPICLEN"]);
        Assert.Equal("7", ana.Supported["MONITOR"]);
        Assert.Equal("33", ana.Supported["CHATHISTORY"]);
        Assert.Contains("ExampleNet", ana.Welcome[0].Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_message_of_the_day_can_be_asked_again()
    {
        await using var ana = await _server.GuestAsync(Fresh.Name("ana"));
        var lines = await ana.AskAsync("MOTD");
        if (lines.Of("422").Count == 0)
        {
            Assert.Equal("375", lines[0].Command);
            Assert.All(lines.Skip(1).SkipLast(1), l => Assert.Equal("372", l.Command));
            Assert.Equal("376", lines[^1].Command);
        }
    }
}
