using Parley.Contracts;
using Xunit;

namespace Parley.Core.Tests;

public sealed class ClockTests
{
    [Theory]
    [InlineData(60, null)]
    [InlineData(15, 15)]
    public async Task Programs_are_told_how_often_to_ask_the_time_when_it_is_not_each_minute(int setting, int? told)
    {
        await using var test = await TestChat.StartAsync(s => s.Time.Resync = setting);
        var program = test.Connect(placed: false);
        await program.DoAsync(new Hello());
        Assert.Equal(told, (await program.Door.SeesAsync<Welcome>()).Resync);
    }

    [Fact]
    public async Task The_three_times_and_the_estimate_come_back()
    {
        await using var test = await TestChat.StartAsync();
        var client = test.Connect();
        await client.DoAsync(new AskTime(12.5) { ReceivedAt = 99, Estimate = new ClockEstimate(3, 1) });
        var answer = await client.Door.SeesAsync<TimeAnswer>();
        Assert.Equal((12.5, 99, test.Time.GetUtcNow().ToUnixTimeMilliseconds()), (answer.T0!.Value, answer.T1, answer.T2));
        Assert.Equal(new ClockEstimate(3, 1), answer.Estimate);
    }
}
