namespace Parley.Core.InMemory;

/// <summary>Every store on the heap, for tests and trials; gone with the process. Same answers as the durable ones.</summary>
public sealed class MemoryStore
{
    public MemoryStore(TimeProvider time)
    {
        Tokens = new MemoryTokenStore();
        Accounts = new MemoryAccountStore(Tokens);
        Rooms = new MemoryRoomStore();
        Log = new MemoryMessageLog(Accounts, Rooms);
        Claims = new MemoryClaims(time);
        KeyValue = new MemoryKeyValue();
    }

    public MemoryMessageLog Log { get; }

    public MemoryAccountStore Accounts { get; }

    public MemoryTokenStore Tokens { get; }

    public MemoryRoomStore Rooms { get; }

    public MemoryClaims Claims { get; }

    public MemoryKeyValue KeyValue { get; }
}
