using FsCheck;
using FsCheck.Fluent;

namespace Parley.Client.Tests;

public sealed class ClockTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Clock_wrong_by_an_hour_is_corrected_within_the_stated_error(int hours)
    {
        await using var server = new FakeServer { ClockShift = TimeSpan.FromHours(hours) };
        await using var client = await Clients.ConnectedAsync(server);
        var truth = TimeProvider.System.GetUtcNow() + server.ClockShift;
        var off = (client.Clock.Now - truth).Duration();
        Assert.True(client.Clock.IsSynchronised);
        Assert.True(off <= client.Clock.Error + TimeSpan.FromMilliseconds(50), $"off by {off}, error said {client.Clock.Error}");
    }

    [Fact]
    public void True_offset_is_never_further_than_half_the_round_trip()
    {
        var milliseconds = Gen.Choose(0, 5000).Select(i => i / 10.0);
        var cases = from offset in Gen.Choose(-4_000_000, 4_000_000)
                    from there in milliseconds
                    from inside in milliseconds
                    from back in milliseconds
                    select (Offset: (double)offset, there, inside, back);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(cases.ToArbitrary(), c =>
            {
                const double T0 = 1_000_000;
                var t1 = T0 + c.there + c.Offset;
                var t2 = t1 + c.inside;
                var reading = ClockReading.From(T0, t1, t2, t2 - c.Offset + c.back, 0);
                return Math.Abs(reading.Offset.TotalMilliseconds - c.Offset) <= (reading.RoundTrip.TotalMilliseconds / 2) + 0.001;
            }));
    }
}
