using Parley.Client;
using Parley.Contracts;
using Parley.Host.Options;
using Parley.Host.Peers;
using Parley.Host.Peers.Home;
using Xunit;

namespace Parley.Host.Tests.Peers;

public sealed class GroupChoiceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly Membership Old = Of("old.example", "ana", saidDaysAgo: 10);
    private static readonly Membership New = Of("new.example", "ana.b", saidDaysAgo: 1);

    [Fact]
    public void The_organisation_of_the_last_login_is_the_group()
    {
        var options = new GroupChoice(null, null, null, null, null).Options([New, Old], Now, "en");
        Assert.Equal(New, options.Membership);
        Assert.Equal(("tls:new.example:7443", "ana.b", New.Folder), (options.Group, options.Name.Value, options.Folder));
    }

    [Theory]
    [InlineData("old.example")]
    [InlineData("OLD.EXAMPLE")]
    [InlineData("tls:old.example:7443")]
    public void A_server_that_is_named_picks_its_organisation(string server) =>
        Assert.Equal(Old, new GroupChoice(null, null, server, null, null).Options([New, Old], Now, "en").Membership);

    [Fact]
    public void A_group_or_a_phrase_is_another_group()
    {
        Assert.Null(new GroupChoice("uci", null, null, "bob", null).Options([New], Now, "en").Membership);
        Assert.Null(new GroupChoice(null, "eight words", null, "bob", null).Options([New], Now, "en").Membership);
        Assert.Throws<RefusedStartException>(() => new GroupChoice("uci", null, "new.example", "bob", null).Options([New], Now, "en"));
        Assert.Throws<RefusedStartException>(() => new GroupChoice(" ", null, null, "bob", null).Options([], Now, "en"));
    }

    [Fact]
    public void Without_a_server_it_is_the_open_group()
    {
        var options = new GroupChoice(null, null, null, "bob", null).Options([], Now, "en");
        Assert.Equal(("parley", "bob"), (options.Group, options.Name.Value));
        Assert.Null(options.Membership);
    }

    [Fact]
    public void Of_several_devices_of_a_person_it_is_the_one_that_chat_takes_first()
    {
        var second = New with { Folder = $"{New.Folder}~2", Statement = Statement("ana.b", 0) };
        Assert.Equal(New.Folder, new GroupChoice(null, null, null, null, null).Options([second, New], Now, "en").Folder);
    }

    [Fact]
    public void What_does_not_go_with_the_organisation_is_refused_instead_of_taking_another_group()
    {
        Assert.Contains("parley chat there once", Refusal(new GroupChoice(null, null, null, null, null), Of("new.example", "ana", saidDaysAgo: 91)), StringComparison.Ordinal);
        Assert.Contains("you are ana.b", Refusal(new GroupChoice(null, null, null, "bob", null), New), StringComparison.Ordinal);
        Assert.Contains("--data", Refusal(new GroupChoice(null, null, null, null, "/d"), New), StringComparison.Ordinal);
        Assert.Contains("accepted: tls:new.example:7443", Refusal(new GroupChoice(null, null, "other.example", null, null), New), StringComparison.Ordinal);
    }

    private static string Refusal(GroupChoice choice, Membership known) => Assert.Throws<RefusedStartException>(() => choice.Options([known], Now, "en")).Message;

    private static Membership Of(string server, string login, int saidDaysAgo) =>
        new($"/peers/{login}", server, Statement(login, saidDaysAgo), [ServerAddress.Tls(server)], [NameRules.DefaultRoom]);

    /// <summary>With a signature of nobody, which is not what is looked at here.</summary>
    private static byte[] Statement(string login, int daysAgo) =>
        [.. new DeviceStatement(new byte[DeviceStatement.KeyBytes], new byte[DeviceStatement.DeviceBytes], login, Now.AddDays(-daysAgo), Now.AddDays(90 - daysAgo)).Encode(), .. new byte[DeviceStatement.SignatureBytes]];
}
