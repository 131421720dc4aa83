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
        var answer = command switch
        {
            Hello => new Welcome("parley lan", "0.1.0", 1, DateTimeOffset.UnixEpoch, "es", ["lan"], new WireLimits(4096, 65536, 1000)),
            TokenLogin => new LoggedIn("ana", "user", "es"),
            _ => Answering(command),
        };
        if (answer is not null)
            connection.Send(answer with { Ref = command.Ref });
        return answer is not null;
    };

    /// <summary>What the door says to a command; null: as a server would.</summary>
    public Func<Command, Event?> Answering { get; set; } = _ => null;

    /// <summary>To be told what the server has made of what was written without it.</summary>
    public Action<PlacesGiven> Placed { get; private set; } = _ => { };

    public IReadOnlyList<string> Admitted { get; private set; } = [];

    public FakeServer Door { get; } = new();

    /// <summary>How often the server was asked.</summary>
    public int Asked { get; private set; }

    /// <summary>What happens between the server's word and the opened door.</summary>
    public Func<Task> Opening { get; set; } = () => Task.CompletedTask;

    public async Task<ServerAddress> BeginAsync(ParleyClient server, Action<PlacesGiven> placed, CancellationToken cancellationToken)
    {
        Asked++;
        Placed = placed;
        await server.AskAsync<DeviceSigned>(new RegisterDevice("key", "proof"), cancellationToken);
        await Opening();
        return Door.Address;
    }

    public Task<ServerAddress> ResumeAsync(ParleyClient server, Action<PlacesGiven> placed, CancellationToken cancellationToken)
    {
        Placed = placed;
        return Task.FromResult(Door.Address);
    }

    public void Admit(IEnumerable<string> rooms) => Admitted = [.. rooms];

    public void See(EntryEvent entry)
    {
        if (entry.Entry is { } hash)
            _placed[hash] = true;
    }

    public bool IsSettled(string entry) => _placed.ContainsKey(entry);

    public ValueTask DisposeAsync() => Door.DisposeAsync();
}
