using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Parley.Cluster.Rabbit;

/// <summary>Hands over each delivery, one after the other, and then acknowledges it.</summary>
/// <param name="heard">The bytes are the client's again when it has completed.</param>
/// <param name="cancelled">The broker has taken the queue away.</param>
internal sealed class FrameConsumer(IChannel channel, Func<ReadOnlyMemory<byte>, Task> heard, Action cancelled) : AsyncDefaultBasicConsumer(channel)
{
    public override async Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        try
        {
            await heard(body);
            await Channel.BasicAckAsync(deliveryTag, multiple: false, cancellationToken);
        }
        catch (Exception e) when (e is AlreadyClosedException or OperationCanceledException)
        {
            // The connection has ended; whoever waits for its end knows.
        }
    }

    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        cancelled();
        return base.HandleBasicCancelAsync(consumerTag, cancellationToken);
    }
}
