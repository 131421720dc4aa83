using Parley.Protocol.Line;
using Xunit;

namespace Parley.Protocol.Tests.Line;

public sealed class PendingPrivateTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;
    private static readonly SendPrivate Request = new("-ana", "ana", null, "c1");

    private readonly PendingPrivate _pending = new();

    [Theory]
    [InlineData("hola", "hola")]
    [InlineData("##1", "#1")]
    [InlineData("#gR uci", "#gR uci")]
    public void The_next_line_is_the_text(string line, string text)
    {
        _pending.Begin(Request, Now);
        Assert.True(_pending.IsWaiting);
        Assert.Equal(Request with { Text = text }, _pending.Take(line, Now + PendingPrivate.Limit));
        Assert.False(_pending.IsWaiting);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("#cancel")]
    [InlineData("#CANCEL.")]
    public void An_empty_line_or_cancel_gives_it_up(string line)
    {
        _pending.Begin(Request, Now);
        Assert.IsType<Cancel>(_pending.Take(line, Now));
        Assert.False(_pending.IsWaiting);
    }

    [Fact]
    public void A_text_that_comes_too_late_is_dropped_not_shown_to_the_room()
    {
        _pending.Begin(Request, Now);
        Assert.Equal("ana", _pending.To);
        Assert.Null(_pending.Take("secreto", Now + PendingPrivate.Limit + TimeSpan.FromMilliseconds(1)));
        Assert.False(_pending.IsWaiting);
    }
}
