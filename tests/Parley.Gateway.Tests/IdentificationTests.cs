using Parley.Gateway.Doors.Irc;

namespace Parley.Gateway.Tests;

/// <summary>RFC 1413, section 4.</summary>
public sealed class IdentificationTests
{
    [Theory]
    [InlineData("6193, 23 : USERID : UNIX : stjohns\r\n", "stjohns")]
    [InlineData("6193,23:USERID:UNIX,UTF-8:ana_1\r\n", "ana_1")]
    [InlineData("6195, 23 : ERROR : NO-USER\r\n", null)]
    [InlineData("6193, 23 : USERID : UNIX : !@ \r\n", null)]
    [InlineData("", null)]
    [InlineData("garbage", null)]
    public void An_answer_names_its_user_or_nobody(string answer, string? user) => Assert.Equal(user, Identification.Read(answer));
}
