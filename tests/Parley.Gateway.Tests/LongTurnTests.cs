using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Core;
using Parley.Core.InMemory;
using Parley.Core.Ports;
using Parley.Core.Settings;
using Parley.Core.Turns;
using Parley.Gateway.Connections;
using Parley.Gateway.Doors;

namespace Parley.Gateway.Tests;

/// <summary>Whoever has much to ask at once does not keep others waiting whose input the same thread reads.</summary>
public sealed class LongTurnTests
{
    [Theory]
    [InlineData("line", "#help\n#help\n")]
    [InlineData("line", "{\"t\":\"ping\"}\n{\"t\":\"ping\"}\n")]
    [InlineData("irc", "PING a\r\nPING b\r\n")]
    public async Task Commands_behind_a_long_turn_are_carried_out_outside_of_it(string door, string commands)
    {
        var memory = new MemoryStore(TimeProvider.System);
        var stores = new Stores(memory.Log, memory.Accounts, memory.Tokens, memory.Rooms, memory.Claims, memory.KeyValue);
        await using var chat = await Chat.StartAsync(stores, new ChatSettings(), TimeProvider.System, NullLogger.Instance, default);
        await using var doors = new ChatDoors(chat, "en", "test", NullLogger<ChatDoors>.Instance);
        var wire = new WireConnection();
        var handler = door == "irc" ? doors.AcceptIrc(wire) : doors.Accept(wire);
        await handler.OpenedAsync(default);
        var input = Encoding.UTF8.GetBytes(commands);

        await ReadInTurn(isLong: false);
        // Outside it may be done before this thread looks, but not each time.
        var isOutside = false;
        for (var i = 0; i < 20 && !isOutside; i++)
        {
            var behind = ReadInTurn(isLong: true);
            isOutside = !behind.IsCompleted;
            Assert.Equal(input.Length, await behind);
        }
        Assert.True(isOutside);
        await handler.ClosedAsync(Contracts.CloseReason.PeerClosed);

        Task<int> ReadInTurn(bool isLong)
        {
            // The continuation can't come back to this turn: a turn is a thread's, and its end is awaited by nobody.
            Task<int>? reading = null;
            Turn.Run(0, _ =>
            {
                while (isLong && !Turn.IsLong)
                    Thread.SpinWait(1000);
                reading = handler.ReceiveAsync(input, default).AsTask();
            });
            return reading!;
        }
    }
}
