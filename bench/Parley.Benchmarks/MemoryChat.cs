using Microsoft.Extensions.Logging.Abstractions;
using Parley.Core;
using Parley.Core.InMemory;
using Parley.Core.Settings;

namespace Parley.Benchmarks;

/// <summary>A chat that keeps everything in memory.</summary>
internal static class MemoryChat
{
    public static async Task<Chat> StartAsync()
    {
        var memory = new MemoryStore(TimeProvider.System);
        var settings = new ChatSettings();
        settings.Accounts.PasswordHash = "cheapest";
        var stores = new Stores(memory.Log, memory.Accounts, memory.Tokens, memory.Rooms, memory.Claims, memory.KeyValue);
        return await Chat.StartAsync(stores, settings, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
    }
}
