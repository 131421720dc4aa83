using Parley.Cluster.Rabbit;
using Parley.Testing;

namespace Parley.Cluster.Tests.Rabbit;

public sealed class ComplaintsTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public void Reasons_that_alternate_are_told_once_each_and_a_minute_apart()
    {
        var complaints = new Complaints(_time);
        Assert.True(complaints.IsNew("refused"));
        Assert.False(complaints.IsNew("reset"));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(complaints.IsNew("refused"));
        Assert.True(complaints.IsNew("reset"));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(complaints.IsNew("refused"));
        Assert.False(complaints.IsNew("reset"));
    }

    [Fact]
    public void A_broker_that_was_there_may_be_complained_of_at_once()
    {
        var complaints = new Complaints(_time);
        complaints.IsNew("refused");
        complaints.Clear();
        Assert.True(complaints.IsNew("refused"));
    }
}
