using Parley.Contracts;
using Xunit;

namespace Parley.Core.Tests;

public sealed class SharedSessionTests
{
    [Theory]
    [InlineData("shared", "uci")]
    [InlineData("separate", "default")]
    public async Task Sessions_of_a_person_share_their_room_or_not(string setting, string where)
    {
        await using var test = await TestChat.StartAsync(s => s.Rooms.Sessions = setting);
        var first = await test.ComeAsync("ana");
        var second = await test.ComeAsync("ana");
        await first.DoAsync(new CreateRoom("uci"));
        if (setting == "shared")
            await second.Door.SeesAsync<RoomEntered>(e => e.Room == "uci");
        await second.DoAsync(new Ping());
        Assert.Equal(where, second.Session.CurrentRoom);
        var third = await test.ComeAsync("ana");
        Assert.Equal(where, third.Session.CurrentRoom);
    }

    [Fact]
    public async Task A_room_that_lives_while_it_is_occupied_ends_after_its_last_person_and_the_grace()
    {
        await using var test = await TestChat.StartAsync(s => s.Rooms.Lifetime = "occupied");
        var ana = await test.ComeAsync("ana");
        var bob = await test.ComeAsync("bob");
        await ana.DoAsync(new CreateRoom("uci"));
        await bob.DoAsync(new EnterRoom("uci"));
        await ana.GoAsync();
        test.Time.Advance(TimeSpan.FromSeconds(120));
        await bob.DoAsync(new Post("sigue"));
        await bob.Door.SeesAsync<Message>(m => m.Text == "sigue");
        await bob.DoAsync(new GoHome());
        test.Time.Advance(TimeSpan.FromSeconds(61));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await bob.RefusedAsync(new EnterRoom("uci")) is not (int)ErrorCode.NoSuchRoom)
            limit.Token.ThrowIfCancellationRequested();
    }
}
