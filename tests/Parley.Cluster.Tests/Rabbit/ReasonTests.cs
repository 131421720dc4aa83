using System.Net.Sockets;
using System.Security.Cryptography;
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

    [Fact]
    public void A_broker_whose_last_word_by_TLS_could_be_read_is_told_by_that()
    {
        var alert = new IOException("The decryption operation failed, see inner exception.", new InvalidOperationException("Decrypt failed", new CryptographicException("tlsv13 alert certificate required")));
        var reason = Reason.Of(new BrokerUnreachableException(new IOException("connection.start was never received, likely due to a network timeout", alert)));
        Assert.Contains("certificate required", reason, StringComparison.Ordinal);
        Assert.Contains("demand a certificate of this node", reason, StringComparison.Ordinal);
    }
}
