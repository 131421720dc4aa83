using Parley.Cluster.Frames;
using Parley.Cluster.Outgoing;

namespace Parley.Cluster.Tests.Outgoing;

public sealed class ConfirmWindowTests
{
    [Fact]
    public async Task A_full_window_waits_until_the_broker_confirms()
    {
        using var window = new ConfirmWindow();
        var frames = Enumerable.Range(1, ConfirmWindow.Size).Select(_ => new SentFrame(FrameKind.Events, [])).ToList();
        foreach (var frame in frames)
        {
            await window.EnterAsync(CancellationToken.None);
            window.Add(frame);
        }
        var next = window.EnterAsync(CancellationToken.None);
        Assert.False(next.IsCompleted);
        Assert.Same(frames[4], window.Settle(5, multiple: false).Single());
        await next;
        Assert.Equal(frames[..4].ToHashSet(), window.Settle(4, multiple: true).ToHashSet());
        Assert.Empty(window.Settle(4, multiple: true));
        Assert.Equal(frames[5..], window.TakeRest());
    }
}
