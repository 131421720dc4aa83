using Parley.Lan.Identity;
using Parley.Lan.Replication;
using Parley.Lan.Tests.Support;

namespace Parley.Lan.Tests.Replication;

public sealed class TimelineTests : IDisposable
{
    private readonly DeviceKey _ana = DeviceKey.New();
    private readonly DeviceKey _luis = DeviceKey.New();

    [Fact]
    public void What_comes_late_is_placed_where_it_belongs_and_marked()
    {
        var timeline = new Timeline();
        var (early, middle, last) = (Sample.First(_ana, "a", 10), Sample.First(_luis, "b", 20), Sample.First(_ana, "c", 30));
        Assert.False(timeline.Place(early));
        Assert.False(timeline.Place(last));
        timeline.Show();
        Assert.True(timeline.Place(middle));
        Assert.Equal([early, middle, last], timeline.Entries);
    }

    [Fact]
    public void What_nobody_has_seen_yet_is_never_late()
    {
        var timeline = new Timeline();
        Assert.False(timeline.Place(Sample.First(_ana, "a", 30)));
        Assert.False(timeline.Place(Sample.First(_luis, "b", 20)));
    }

    [Fact]
    public void An_entry_stands_once()
    {
        var timeline = new Timeline();
        var entry = Sample.First(_ana, "a");
        timeline.Place(entry);
        timeline.Place(entry);
        Assert.Single(timeline.Entries);
    }

    [Fact]
    public void Of_one_moment_the_author_decides()
    {
        var (one, other) = (Sample.First(_ana, "a"), Sample.First(_luis, "b"));
        var (straight, turned) = (new Timeline(), new Timeline());
        straight.Place(one);
        straight.Place(other);
        turned.Place(other);
        turned.Place(one);
        Assert.Equal(straight.Entries, turned.Entries);
    }

    [Fact]
    public void A_branch_that_lost_goes_from_its_first_entry_on()
    {
        var timeline = new Timeline();
        var first = Sample.First(_ana, "a", 10);
        var second = Sample.After(first, _ana, "b");
        var third = Sample.After(second, _ana, "c");
        var between = Sample.First(_luis, "d", 11);
        foreach (var entry in new[] { first, second, third, between })
            timeline.Place(entry);
        Assert.Equal(2, timeline.Withdraw(_ana.Id, after: 1));
        Assert.Equal([first, between], timeline.Entries);
    }

    public void Dispose()
    {
        _ana.Dispose();
        _luis.Dispose();
    }
}
