using Parley.Load.Counting;
using Parley.Load.Wire;
using Xunit;

namespace Parley.Load.Tests;

public sealed class SightTests
{
    private readonly Sight _sight = new();

    [Fact]
    public void Every_position_once_in_order_is_no_fault()
    {
        _sight.StartAt(4);
        for (var i = 0; i < 10; i++)
            Assert.True(_sight.See(5 + i, new Payload(0, i, 0)));
        Assert.Equal((10, 0, 0, 0), (_sight.Seen, _sight.Lost, _sight.Doubled, _sight.Disordered));
    }

    [Fact]
    public void A_gap_counts_each_position_passed_over()
    {
        _sight.StartAt(0);
        _sight.See(1, new Payload(0, 0, 0));
        _sight.See(4, new Payload(0, 3, 0));
        Assert.Equal((2, 0, 0), (_sight.Lost, _sight.Doubled, _sight.Disordered));
    }

    [Fact]
    public void A_position_seen_before_is_a_double_and_not_told()
    {
        _sight.StartAt(0);
        _sight.See(1, new Payload(0, 0, 0));
        Assert.False(_sight.See(1, new Payload(0, 0, 0)));
        Assert.Equal((1, 0, 1), (_sight.Seen, _sight.Lost, _sight.Doubled));
    }

    [Fact]
    public void A_senders_messages_in_the_wrong_places_are_disorder()
    {
        _sight.StartAt(0);
        _sight.See(1, new Payload(0, 0, 0));
        _sight.See(2, new Payload(3, 0, 0));
        _sight.See(3, new Payload(0, 2, 0));
        _sight.See(4, new Payload(0, 1, 0));
        Assert.Equal((0, 0, 2), (_sight.Lost, _sight.Doubled, _sight.Disordered));
    }
}
