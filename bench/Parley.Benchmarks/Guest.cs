using Parley.Core.Ports;
using Parley.Gateway.Connections;

namespace Parley.Benchmarks;

/// <summary>Somebody at a door, without a socket.</summary>
internal sealed class Guest
{
    /// <summary>What a client of today asks for at the IRC door, as far as it changes the bytes of a message.</summary>
    public const string Tags = "server-time message-tags account-tag";

    private readonly IConnectionHandler _handler;

    private Guest(Func<IConnection, IConnectionHandler> accept) => _handler = accept(Connection);

    public CountingConnection Connection { get; } = new();

    public static async Task<Guest> ComeAsync(Func<IConnection, IConnectionHandler> accept)
    {
        var guest = new Guest(accept);
        await guest._handler.OpenedAsync(CancellationToken.None);
        return guest;
    }

    /// <summary>Completes when all of it has been carried out and everybody was told.</summary>
    public async Task SayAsync(ReadOnlyMemory<byte> lines)
    {
        if (await _handler.ReceiveAsync(lines, CancellationToken.None) != lines.Length)
            throw new InvalidOperationException("not everything was read");
        await _handler.EndOfInputAsync(CancellationToken.None);
    }

    public bool TryDeliver(Delivery delivery) => ((ISessionDoor)_handler).TryDeliver(delivery);
}
