using Parley.Core.Ports;
using Parley.Gateway.Doors.Json;
using Parley.Gateway.Doors.Line;

namespace Parley.Gateway.Doors;

/// <summary>Before the first byte: greets as the line protocol does, then a <c>{</c> makes it the JSON protocol. docs/protocol/json.md.</summary>
internal sealed class FirstByteDialect(ChatConnection connection, LineDialect line) : IDialect
{
    public void Greet() => line.Greet();

    public ValueTask<int> ReceiveAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        connection.Speak(input.Span[0] == (byte)'{' ? new JsonDialect(connection) : line);
        return ValueTask.FromResult(0);
    }

    public ReadOnlyMemory<byte> Encode(Delivery delivery) => line.Encode(delivery);
}
