using BenchmarkDotNet.Attributes;
using Parley.Contracts;
using Parley.Core;
using Parley.Core.Sessions;

namespace Parley.Benchmarks;

/// <summary>One message from its sender through the room to so many members, each asking for its bytes, and back as an answer. In memory, without sockets.</summary>
[MemoryDiagnoser]
public class Fanout
{
    private const string Room = "ward";

    private readonly Post _post = new(Samples.Text) { Room = Room };
    private Chat? _chat;
    private Session? _sender;
    private CountingDoor _door = new();

    [Params(1, 100, 10_000)]
    public int Members { get; set; }

    [GlobalSetup]
    public async Task Gather()
    {
        _chat = await MemoryChat.StartAsync();
        (_sender, _door) = await ComeAsync(0, new CreateRoom(Room));
        for (var i = 1; i < Members; i++)
            await ComeAsync(i, new JoinRoom(Room));
    }

    [GlobalCleanup]
    public async Task Part() => await _chat!.DisposeAsync();

    [Benchmark]
    public async Task PostAndTell()
    {
        var answered = _door.NextAnswer();
        await _sender!.HandleAsync(_post, CancellationToken.None);
        await answered;
    }

    private async Task<(Session Session, CountingDoor Door)> ComeAsync(int number, Command enter)
    {
        var door = new CountingDoor();
        var session = _chat!.Open(door, new Origin("127.0.0.1", IsSecret: true, IsExempt: true, "bench"), Manner.Free, "en");
        await session.HandleAsync(new Register($"member{number}", "a load, not a secret"), CancellationToken.None);
        await session.HandleAsync(enter, CancellationToken.None);
        return (session, door);
    }
}
