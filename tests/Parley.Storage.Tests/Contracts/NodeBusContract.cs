using Parley.Contracts;
using Parley.Core.InMemory;
using Parley.Core.Ports;

namespace Parley.Storage.Tests.Contracts;

public sealed class LoopbackBusTests : NodeBusContract
{
    protected override (INodeBus One, INodeBus Other) Open()
    {
        var one = new LoopbackBus();
        return (one, one.Join());
    }
}

public abstract class NodeBusContract
{
    [Fact]
    public void Other_nodes_are_told_in_order_and_never_the_publisher()
    {
        var (one, other) = Open();
        var mine = new List<NodeEvent>();
        var theirs = new List<NodeEvent>();
        using var a = one.Subscribe(mine.Add);
        using var b = other.Subscribe(theirs.Add);

        one.Publish(Head(1));
        one.Publish(Head(2));

        Assert.True(one.IsConnected);
        Assert.Empty(mine);
        Assert.Equal([1, 2], theirs.Select(e => e.Head.Value));
    }

    [Fact]
    public void Nobody_is_told_after_leaving()
    {
        var (one, other) = Open();
        var heard = new List<NodeEvent>();
        other.Subscribe(heard.Add).Dispose();

        one.Publish(Head(1));

        Assert.Empty(heard);
    }

    protected abstract (INodeBus One, INodeBus Other) Open();

    private static NodeEvent Head(long position) => new(new ConversationId(1), new Position(position), []);
}
