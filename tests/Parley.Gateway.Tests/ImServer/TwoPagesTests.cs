using Parley.Core.InMemory;

namespace Parley.Gateway.Tests.ImServer;

/// <summary>The page at two nodes on one store.</summary>
public sealed class TwoPagesTests
{
    [Fact]
    public async Task Who_waits_is_answered_when_another_node_tells_of_a_change_without_any_time_passing()
    {
        var store = new MemoryKeyValue();
        var (here, there) = (new TestPage(store: store, hearsOthers: () => true), new TestPage(store: store, hearsOthers: () => true));
        here.Page.Spaces.Changed += there.Page.Spaces.ChangedElsewhere;
        await here.AskAsync("action=set&key=a&value=1");
        var wait = there.AskAsync("action=wait&key=a");
        var other = there.AskAsync("action=wait&key=b");
        await here.AskAsync("action=set&key=a&value=2");
        Assert.Equal("2\n", TestPage.Text(await wait));
        Assert.False(other.IsCompleted);
        there.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("\n", TestPage.Text(await other));
    }

    [Theory]
    [InlineData(true, 10)]
    [InlineData(false, 0.5)]
    public async Task What_nobody_tells_of_is_found_in_the_store(bool hears, double seconds)
    {
        var store = new MemoryKeyValue();
        var (here, there) = (new TestPage(store: store), new TestPage(store: store, hearsOthers: () => hears));
        await here.AskAsync("action=set&key=a&value=1");
        var wait = there.AskAsync("action=wait&key=a");
        await here.AskAsync("action=set&key=a&value=2");
        there.Time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.False(wait.IsCompleted);
        there.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("2\n", TestPage.Text(await wait));
    }

    [Fact]
    public async Task Many_changes_are_told_of_at_once_and_then_once_in_a_while()
    {
        var page = new TestPage();
        var told = new List<string>();
        page.Page.Spaces.Changed += new Http.ImServer.ImTidings(told.Add, page.Time).Tell;
        for (var i = 0; i < 10; i++)
            await page.AskAsync($"action=set&key=a&value={i}");
        Assert.Equal(["team1"], told);
        page.Time.Advance(TimeSpan.FromMilliseconds(20));
        await Parley.Testing.Eventually.TrueAsync(() => told.Count == 2, "the rest is told of together");
        page.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, told.Count);
    }
}
