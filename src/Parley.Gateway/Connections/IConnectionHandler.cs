using Parley.Contracts;

namespace Parley.Gateway.Connections;

/// <summary>What a connection speaks. One for each connection, made when it is accepted; its calls, except <see cref="LastWords"/>, never overlap.</summary>
public interface IConnectionHandler
{
    /// <summary>Called once, before any input.</summary>
    ValueTask OpenedAsync(CancellationToken cancellationToken);

    /// <summary>Takes what it can of the input. While it has not completed the socket is not read.</summary>
    /// <param name="input">All bytes not consumed yet; valid until completion.</param>
    /// <returns>Bytes consumed. The next call comes with at least one byte more than what was left.</returns>
    /// <exception cref="ProtocolException">Answered by <see cref="CloseReason.ProtocolError"/>.</exception>
    ValueTask<int> ReceiveAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken);

    /// <summary>The peer ended its side but may still read (<c>printf … | nc</c>). When this completes, the connection closes as <see cref="CloseReason.PeerClosed"/>; await here the answers still under way.</summary>
    ValueTask EndOfInputAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>What to tell the peer when the transport, not the handler, closes the connection. Called from any thread, at any time after the handler was made; must not block.</summary>
    ReadOnlyMemory<byte> LastWords(CloseReason reason) => default;

    /// <summary>Called once, at the end, whatever the reason; also after a failed <see cref="OpenedAsync"/>.</summary>
    ValueTask ClosedAsync(CloseReason reason);
}
