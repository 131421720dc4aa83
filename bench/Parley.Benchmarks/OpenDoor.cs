using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Core;
using Parley.Gateway.Doors;

namespace Parley.Benchmarks;

/// <summary>The doors of a chat in memory.</summary>
internal sealed class OpenDoor : IAsyncDisposable
{
    private readonly Chat _chat;
    private readonly ChatDoors _doors;

    private OpenDoor(Chat chat)
    {
        _chat = chat;
        _doors = new ChatDoors(chat, "en", "bench", NullLogger<ChatDoors>.Instance);
    }

    public static async Task<OpenDoor> OpenAsync() => new(await MemoryChat.StartAsync());

    /// <summary>By IRC.</summary>
    /// <param name="capabilities">Asked for besides no-implicit-names, without which coming into a large room takes long; may be empty.</param>
    public async Task<Guest> ComeAsync(string nick, string capabilities)
    {
        var guest = await Guest.ComeAsync(_doors.AcceptIrc);
        await guest.SayAsync(Encoding.UTF8.GetBytes($"CAP REQ :no-implicit-names {capabilities}\r\nNICK {nick}\r\nUSER u 0 * :{nick}\r\nCAP END\r\n"));
        return guest;
    }

    /// <summary>By JSON or lines, not logged in.</summary>
    public async Task<Guest> ComeAsync(bool json)
    {
        var guest = await Guest.ComeAsync(_doors.Accept);
        await guest.SayAsync(json ? "{\"t\":\"ping\"}\n"u8.ToArray() : "#time\n"u8.ToArray());
        return guest;
    }

    public async ValueTask DisposeAsync()
    {
        await _doors.DisposeAsync();
        await _chat.DisposeAsync();
    }
}
