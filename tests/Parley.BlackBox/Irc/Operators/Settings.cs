using System.Net;
using System.Net.Sockets;

namespace Parley.BlackBox.Irc.Operators;

/// <summary>Settings of the door that operators turn, each shown by what it changes.</summary>
public sealed class Settings
{
    [Theory]
    [InlineData("strict", "433")]
    [InlineData("off", "NICK")]
    public async Task A_name_of_an_account_that_is_away_is_free_only_without_reservation(string reservation, string answer)
    {
        await using var server = await IrcDoor.StartAsync($"accounts.nick-reservation={reservation}");
        await server.MakeAccountAsync("ana");
        await using var bob = await server.GuestAsync("bob");
        Assert.Equal(answer, Assert.Single(await bob.AskAsync("NICK ana")).Command);
    }

    [Theory]
    [InlineData("true", "NOTICE")]
    [InlineData("false", "481")]
    public async Task A_room_is_kept_where_people_may_have_their_rooms_kept(string allowed, string answer)
    {
        await using var server = await IrcDoor.StartAsync($"channels.registration={allowed}");
        await using var ana = await server.MemberInAsync("#sala", "ana");
        Assert.Equal(answer, Assert.Single(await ana.AskAsync("KEEP #sala")).Command);
    }

    [Fact]
    public async Task An_address_with_a_name_in_DNS_is_shown_by_that_name_when_asked_for()
    {
        var name = await NameOfLoopbackAsync();
        Assert.SkipWhen(name is null, "127.0.0.1 has no name here that leads back to it");
        await using var server = await IrcDoor.StartAsync("irc.reverse-dns=true");
        await using var ana = await server.GuestAsync("ana");
        Assert.Equal(name, (await ana.AskAsync("WHOIS ana")).One("311")[3]);
    }

    private static async Task<string?> NameOfLoopbackAsync()
    {
        try
        {
            var name = (await Dns.GetHostEntryAsync("127.0.0.1", TestContext.Current.CancellationToken)).HostName;
            var back = await Dns.GetHostAddressesAsync(name, TestContext.Current.CancellationToken);
            return back.Contains(IPAddress.Loopback) ? name : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
