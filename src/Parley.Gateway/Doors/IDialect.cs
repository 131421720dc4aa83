using Parley.Core.Ports;

namespace Parley.Gateway.Doors;

/// <summary>A protocol as one connection speaks it: turns input into commands for the session, and events into bytes.</summary>
internal interface IDialect
{
    /// <summary>The first words of the server; nothing where the client speaks first.</summary>
    void Greet()
    {
    }

    /// <summary>The connection has ended; nothing more comes or goes.</summary>
    void Closed()
    {
    }

    /// <summary>A second has passed with nothing read for <paramref name="silence"/>; true to close the connection as silent.</summary>
    bool IsDead(TimeSpan silence) => false;

    /// <summary>Carries out what it can of the input and returns the bytes consumed, as <see cref="Connections.IConnectionHandler.ReceiveAsync"/>. Stops early after another dialect took its place.</summary>
    ValueTask<int> ReceiveAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken);

    /// <summary>The bytes of a delivery for this connection; empty when it shows nothing. Any thread.</summary>
    ReadOnlyMemory<byte> Encode(Delivery delivery);
}
