using System.Globalization;
using System.Text;
using Parley.Cluster.Rabbit;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Storage.Tests.Contracts;
using Parley.Testing;

namespace Parley.Cluster.Tests.Support;

/// <summary>A node on the bus with somebody who listens.</summary>
internal sealed record Node(RabbitBus Bus, NodeEar Ear, LogLines Log) : IAsyncDisposable
{
    public static async Task<Node> OpenAsync(RabbitSettings settings, bool connected = true)
    {
        var log = new LogLines();
        var bus = await RabbitBus.OpenAsync(settings, TimeProvider.System, log, CancellationToken.None);
        var ear = new NodeEar();
        bus.Subscribe(ear);
        if (connected)
            await Eventually.TrueAsync(() => ear.Connections is [.., true], "connected");
        return new Node(bus, ear, log);
    }

    public static NodeEvent Event(long conversation, long position, int bodyBytes = 10) => new(
        new ConversationId(conversation),
        new Position(position),
        [
            new Entry(
                new ConversationId(conversation), new Position(position), EntryKind.Message, new AccountId(1), "ana", DateTimeOffset.UnixEpoch, ClientId: null, Position.None, Position.None,
                new byte[bodyBytes], Erased: false),
        ]);

    public void Send(string note, Node? to = null) => Bus.Send(Encoding.UTF8.GetBytes(note), to?.Bus.Node);

    /// <summary>Follows, and waits until what the other publishes is heard.</summary>
    public async Task FollowAsync(long conversation, Node other)
    {
        Bus.Follow(new ConversationId(conversation));
        await HearsAsync(conversation, other);
    }

    public Task HearsAsync(long conversation, Node other) => Eventually.TrueAsync(
        () =>
        {
            other.Bus.Publish(new NodeEvent(new ConversationId(conversation), Position.None, []));
            return Ear.Events.Any(e => e.Conversation.Value == conversation);
        },
        string.Create(CultureInfo.InvariantCulture, $"conversation {conversation} is heard"));

    public async ValueTask DisposeAsync() => await Bus.DisposeAsync();
}
