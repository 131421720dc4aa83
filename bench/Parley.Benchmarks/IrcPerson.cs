using System.Text;
using Parley.Core.Ports;
using Parley.Gateway.Connections;
using Parley.Gateway.Doors;

namespace Parley.Benchmarks;

/// <summary>Somebody at the IRC door, without a socket.</summary>
internal sealed class IrcPerson
{
    /// <summary>What a client of today asks for, as far as it changes the bytes of a message.</summary>
    public const string Tags = "server-time message-tags account-tag";

    private readonly IConnectionHandler _handler;

    private IrcPerson(ChatDoors doors) => _handler = doors.AcceptIrc(Connection);

    public CountingConnection Connection { get; } = new();

    /// <param name="capabilities">Asked for besides no-implicit-names, without which coming into a large room takes long; may be empty.</param>
    public static async Task<IrcPerson> ComeAsync(ChatDoors doors, string nick, string capabilities)
    {
        var person = new IrcPerson(doors);
        await person._handler.OpenedAsync(CancellationToken.None);
        await person.SayAsync(Encoding.UTF8.GetBytes($"CAP REQ :no-implicit-names {capabilities}\r\nNICK {nick}\r\nUSER u 0 * :{nick}\r\nCAP END\r\n"));
        return person;
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
