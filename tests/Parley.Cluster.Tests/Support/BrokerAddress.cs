using Parley.Cluster.Rabbit;

namespace Parley.Cluster.Tests.Support;

internal static class BrokerAddress
{
    extension(Broker broker)
    {
        public RabbitAddress Address => RabbitAddress.TryParse(broker.Uri, out var address) ? address : throw new InvalidOperationException(broker.Uri);
    }
}
