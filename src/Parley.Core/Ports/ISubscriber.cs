namespace Parley.Core.Ports;

/// <summary>Whoever is told: a connection, a bot, a test.</summary>
public interface ISubscriber
{
    /// <summary>Queues the events behind all that was delivered before. Never blocks, may be called from any thread.</summary>
    /// <returns>False when the subscriber's budget is spent or it is closed: it will get nothing any more and ends by itself.</returns>
    bool TryDeliver(Delivery delivery);
}
