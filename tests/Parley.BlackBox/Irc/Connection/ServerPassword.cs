namespace Parley.BlackBox.Irc.Connection;

/// <summary>PASS against <c>irc.password</c>.</summary>
public sealed class ServerPassword
{
    [Fact]
    public async Task The_right_password_lets_in_and_the_wrong_or_none_does_not()
    {
        await using var server = await IrcDoor.StartAsync("irc.password=a-secret");
        await using (var right = await server.ConnectIrcAsync())
        {
            await right.SendAsync("PASS a-secret", "NICK ana", "USER u 0 * :x");
            await right.WelcomedAsync();
        }
        foreach (var pass in new[] { "PASS wrong", "PASS :", "PING x" })
        {
            await using var wrong = await server.ConnectIrcAsync();
            await wrong.SendAsync(pass, "NICK bob", "USER u 0 * :x");
            var lines = await wrong.ReadToEndAsync();
            lines.None("001");
            lines.Any("464", "ERROR");
        }
    }

    [Fact]
    public async Task A_password_nobody_asked_for_is_ignored()
    {
        await using var server = await IrcDoor.StartAsync();
        await using var client = await server.ConnectIrcAsync();
        await client.SendAsync("PASS whatever", "NICK ana", "USER u 0 * :x");
        await client.WelcomedAsync();
    }

    [Fact]
    public async Task PASS_without_a_parameter_is_refused_with_461()
    {
        await using var server = await IrcDoor.StartAsync("irc.password=a-secret");
        await using var client = await server.ConnectIrcAsync();
        await client.SendAsync("PASS");
        Assert.Equal("461", (await client.ReadToAsync("461")).Command);
    }
}
