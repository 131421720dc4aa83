using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Contracts;
using Parley.Core.InMemory;
using Parley.Core.Ports;
using Parley.Core.Sessions;
using Parley.Core.Settings;
using Parley.Testing;

namespace Parley.Core.Tests;

/// <summary>A chat on in-memory stores and a clock of the test's.</summary>
internal sealed class TestChat : IAsyncDisposable
{
    public const string Password = "correct horse";

    private TestChat(Chat chat, FakeTime time, Stores stores)
    {
        Chat = chat;
        Time = time;
        Stores = stores;
    }

    public Chat Chat { get; }

    public FakeTime Time { get; }

    public Stores Stores { get; }

    /// <summary>Another run of the server over the stores of this one, which must have been disposed of.</summary>
    public Task<TestChat> AgainAsync(Action<ChatSettings>? change = null) => StartAsync(change, _ => Stores);

    public static async Task<TestChat> StartAsync(Action<ChatSettings>? change = null, Func<Stores, Stores>? with = null, ILogger? log = null)
    {
        var time = new FakeTime();
        var settings = new ChatSettings();
        settings.Accounts.PasswordHash = "cheapest";
        change?.Invoke(settings);
        var memory = new MemoryStore(time);
        var stores = new Stores(memory.Log, memory.Accounts, memory.Tokens, memory.Rooms, memory.Claims, memory.KeyValue);
        stores = with?.Invoke(stores) ?? stores;
        var chat = await Chat.StartAsync(stores, settings, time, log ?? NullLogger.Instance, CancellationToken.None);
        return new TestChat(chat, time, stores);
    }

    public TestClient Connect(bool placed = true, string address = "127.0.0.1", bool exempt = true, bool secret = true) => new(Chat, placed, new Origin(address, secret, exempt, "test"));

    /// <summary>A person who is logged in; registered first when not known yet.</summary>
    public async Task<TestClient> ComeAsync(string login, bool placed = true)
    {
        var client = Connect(placed);
        Login.TryParse(login, out var name);
        Command command = await Stores.Accounts.FindAsync(name, CancellationToken.None) is null
            ? new Register(login, Password)
            : new PasswordLogin(login, Password);
        await client.DoAsync(command);
        await client.Door.SeesAsync<LoggedIn>();
        return client;
    }

    public ValueTask DisposeAsync() => Chat.DisposeAsync();
}

/// <summary>A session and its door.</summary>
internal sealed class TestClient
{
    public TestClient(Chat chat, bool placed, Origin origin)
        : this(chat, placed ? Manner.Placed : Manner.Free, origin)
    {
    }

    public TestClient(Chat chat, Manner manner, Origin origin)
    {
        Door = new RecordingDoor();
        Session = chat.Open(Door, origin, manner, "en");
    }

    public RecordingDoor Door { get; }

    public Session Session { get; }

    public ValueTask DoAsync(Command command) => Session.HandleAsync(command, CancellationToken.None);

    public async Task<int> RefusedAsync(Command command)
    {
        var before = Door.Told.OfType<Error>().Count();
        await DoAsync(command);
        await Door.UntilAsync(told => told.OfType<Error>().Count() > before);
        return Door.Told.OfType<Error>().Last().Code;
    }

    public Task GoAsync(CloseReason reason = CloseReason.PeerClosed) => Session.EndAsync(reason);
}
