using Parley.Contracts;
using Parley.Gateway.Connections;

namespace Parley.Gateway.Doors.Irc;

/// <summary>Stands where the IRC door will be: says so and closes.</summary>
internal sealed class IrcPlaceholder(IConnection connection, string lang) : IConnectionHandler
{
    public ValueTask OpenedAsync(CancellationToken cancellationToken)
    {
        connection.Close(CloseReason.InternalError, lang == "es" ? "ERROR :Aquí no hay IRC todavía\r\n"u8.ToArray() : "ERROR :There is no IRC here yet\r\n"u8.ToArray());
        return ValueTask.CompletedTask;
    }

    public ValueTask<int> ReceiveAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken) => new(input.Length);

    public ValueTask ClosedAsync(CloseReason reason) => ValueTask.CompletedTask;
}
