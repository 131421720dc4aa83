using Parley.Cluster.Rabbit;
using Parley.Cluster.Tests.Support;
using Parley.Testing;

namespace Parley.Cluster.Tests.Rabbit;

/// <summary>Brokers that are not there, or not any more.</summary>
public sealed class BrokerLossTests
{
    [Fact]
    public async Task A_broker_that_comes_late_is_killed_and_comes_back_finds_everything_followed()
    {
        await using var host = await BrokerHost.StartAsync();
        var broker = host.Add(1)[0];
        var settings = new RabbitSettings([broker.Address]);
        await using var one = await Node.OpenAsync(settings, connected: false);
        await using var other = await Node.OpenAsync(settings, connected: false);
        Assert.False(one.Bus.IsConnected);
        other.Bus.Follow(new(1));
        one.Bus.Publish(Node.Event(1, 1));

        broker.Start();
        await broker.ReadyAsync();
        foreach (var node in new[] { one, other })
            await Eventually.TrueAsync(() => node.Ear.Connections.SequenceEqual([false, true]), "connected once the broker is there");
        await other.HearsAsync(1, one);

        await broker.KillAsync();
        foreach (var node in new[] { one, other })
            await Eventually.TrueAsync(() => node.Ear.Connections.SequenceEqual([false, true, false]), "told of the loss");
        one.Send("for nobody");
        one.Bus.Publish(Node.Event(1, 2));
        other.Bus.Follow(new(2));
        other.Ear.Forget();

        broker.Start();
        await broker.ReadyAsync();
        foreach (var node in new[] { one, other })
            await Eventually.TrueAsync(() => node.Ear.Connections.SequenceEqual([false, true, false, true]), "told that it is back");
        await other.HearsAsync(1, one);
        await other.HearsAsync(2, one);
        one.Send("for all");
        await Eventually.TrueAsync(() => other.Ear.Notes.Count > 0, "notes are heard");
        Assert.Equal("for all", other.Ear.Notes.Single().Text);
    }

    [Fact]
    public async Task Of_three_brokers_one_may_die()
    {
        await using var host = await BrokerHost.StartAsync();
        var brokers = host.Add(3);
        foreach (var broker in brokers)
            broker.Start();
        foreach (var broker in brokers)
            await broker.ReadyAsync();
        await using var first = await Node.OpenAsync(new RabbitSettings([.. brokers.Select(b => b.Address)]));
        await using var second = await Node.OpenAsync(new RabbitSettings([.. brokers.Skip(1).Concat(brokers.Take(1)).Select(b => b.Address)]));
        await second.FollowAsync(1, first);
        await first.FollowAsync(2, second);

        await brokers[0].KillAsync();
        await Eventually.TrueAsync(() => first.Ear.Connections.SequenceEqual([true, false, true]), "the node is with another broker");
        Assert.Equal([true], second.Ear.Connections);
        first.Ear.Forget();
        second.Ear.Forget();
        await second.HearsAsync(1, first);
        await first.HearsAsync(2, second);
    }
}
