using Microsoft.Extensions.Logging.Abstractions;
using Parley.Core;
using Parley.Gateway.Doors;

namespace Parley.Benchmarks;

/// <summary>The IRC door of a chat in memory.</summary>
internal sealed class IrcDoor : IAsyncDisposable
{
    private readonly Chat _chat;
    private readonly ChatDoors _doors;

    private IrcDoor(Chat chat)
    {
        _chat = chat;
        _doors = new ChatDoors(chat, "en", "bench", NullLogger<ChatDoors>.Instance);
    }

    public static async Task<IrcDoor> OpenAsync() => new(await MemoryChat.StartAsync());

    public Task<IrcPerson> ComeAsync(string nick, string capabilities) => IrcPerson.ComeAsync(_doors, nick, capabilities);

    public async ValueTask DisposeAsync()
    {
        await _doors.DisposeAsync();
        await _chat.DisposeAsync();
    }
}
