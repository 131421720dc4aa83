using System.Collections.Concurrent;
using Parley.Contracts;
using Parley.Terminal;

namespace Parley.Client.Tests;

/// <summary>A device among peers whose door is another fake server. It asks the server for its word as a real one does.</summary>
internal sealed class FakeDevice : IPeerDevice
{
    private readonly ConcurrentDictionary<string, bool> _placed = [];

    public FakeDevice() => Door.Intercept = (connection, command) =>
    {
        if (command is not TokenLogin)
            return false;
        connection.Send(new LoggedIn("ana", "user", "es") { Ref = command.Ref });
        return true;
    };

    public FakeServer Door { get; } = new();

    /// <summary>How often the server was asked.</summary>
    public int Asked { get; private set; }

    /// <summary>What happens between the server's word and the opened door.</summary>
    public Func<Task> Opening { get; set; } = () => Task.CompletedTask;

    public async Task<ServerAddress> BeginAsync(ParleyClient server, Action<PlacesGiven> placed, CancellationToken cancellationToken)
    {
        Asked++;
        await server.AskAsync<DeviceSigned>(new RegisterDevice("key", "proof"), cancellationToken);
        await Opening();
        return Door.Address;
    }

    public Task<ServerAddress> ResumeAsync(ParleyClient server, Action<PlacesGiven> placed, CancellationToken cancellationToken) => Task.FromResult(Door.Address);

    public void Admit(IEnumerable<string> rooms)
    {
    }

    public void See(EntryEvent entry)
    {
        if (entry.Entry is { } hash)
            _placed[hash] = true;
    }

    public bool IsSettled(string entry) => _placed.ContainsKey(entry);

    public ValueTask DisposeAsync() => Door.DisposeAsync();
}
