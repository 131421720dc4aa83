using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Parley.Cluster.Rabbit;

/// <summary>What went wrong, in one line for the operator.</summary>
internal static class Reason
{
    private const string DemandsCertificate = "demand a certificate of this node (cluster.rabbitmq-cert, cluster.rabbitmq-key)";

    public static string Of(Exception error)
    {
        // The client wraps once or twice; what it was is innermost.
        for (var e = error; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case AuthenticationFailureException or PossibleAuthenticationFailureException:
                    return "the broker refused the login: check user and password";
                case AuthenticationException:
                    return $"TLS: {e.Message}";
                // Such a broker takes the whole handshake before it hangs up, and what is seen of that depends on who is quicker.
                case ObjectDisposedException or EndOfStreamException or SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown } or IOException { InnerException: null }:
                    return $"the broker hung up at once: it may be no broker, or by TLS {DemandsCertificate}";
                // The same, where its last word could still be read.
                case CryptographicException:
                    return $"TLS: {e.Message}: the broker may {DemandsCertificate}";
                case SocketException or BusRefusedException:
                    return e.Message;
                case OperationInterruptedException { ShutdownReason: { } reason }:
                    return Of(reason);
            }
        }
        return error switch
        {
            OperationCanceledException or TimeoutException => "no answer in time",
            BrokerUnreachableException { InnerException: { } inner } => Of(inner),
            AggregateException { InnerException: { } inner } => inner.Message,
            _ => error.Message,
        };
    }

    public static string Of(ShutdownEventArgs reason) => reason.Exception is { } error && error is not OperationInterruptedException ? Of(error) : $"{reason.ReplyCode} {reason.ReplyText}";
}
