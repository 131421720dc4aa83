using Parley.Cluster.Incoming;
using Parley.Contracts;

namespace Parley.Cluster.Tests.Incoming;

public sealed class BindingsTests
{
    private static readonly ConversationId One = new(1);
    private static readonly ConversationId Two = new(2);

    private readonly Bindings _bindings = new();

    [Fact]
    public void Changes_that_undo_each_other_leave_nothing_to_do()
    {
        _bindings.Follow(One);
        _bindings.Unfollow(One);
        Assert.Empty(_bindings.Take(10));
        _bindings.Follow(One);
        Assert.Equal([new Binding(One, IsBound: true)], _bindings.Take(10));
        _bindings.Unfollow(One);
        _bindings.Follow(One);
        Assert.Empty(_bindings.Take(10));
    }

    [Fact]
    public void What_is_not_followed_any_more_is_unbound()
    {
        _bindings.Follow(One);
        _bindings.Take(10);
        _bindings.Unfollow(One);
        Assert.False(_bindings.IsFollowed(One));
        Assert.Equal([new Binding(One, IsBound: false)], _bindings.Take(10));
    }

    [Fact]
    public void A_new_queue_is_bound_to_all_that_is_followed_and_to_nothing_else()
    {
        _bindings.Follow(One);
        _bindings.Follow(Two);
        _bindings.Take(10);
        _bindings.Unfollow(Two);
        _bindings.Restart();
        Assert.Equal([new Binding(One, IsBound: true)], _bindings.Take(10));
    }
}
