using System.Net.Sockets;
using Parley.Cluster.Rabbit;
using RabbitMQ.Client.Exceptions;

namespace Parley.Cluster.Tests.Rabbit;

public sealed class ReasonTests
{
    [Theory]
    [InlineData(SocketError.ConnectionReset)]
    [InlineData(SocketError.ConnectionAborted)]
    [InlineData(SocketError.Shutdown)]
    public void A_broker_that_hangs_up_during_the_handshake_is_told_by_that_whoever_notices_first(SocketError error)
    {
        var written = new IOException("Unable to write data to the transport connection.", new SocketException((int)error));
        Assert.Contains("demand a certificate of this node", Reason.Of(new BrokerUnreachableException(new AggregateException(written))), StringComparison.Ordinal);
    }
}
