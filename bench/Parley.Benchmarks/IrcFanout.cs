using System.Text;
using BenchmarkDotNet.Attributes;

namespace Parley.Benchmarks;

/// <summary>One line of IRC from its sender through the room to so many members, half of them with tags, and answered. In memory, without sockets.</summary>
[MemoryDiagnoser]
public class IrcFanout
{
    private readonly byte[] _line = Encoding.UTF8.GetBytes($"PRIVMSG #ward :{Samples.Text}\r\n");
    private readonly List<Guest> _people = [];
    private OpenDoor? _door;

    [Params(1, 100, 10_000)]
    public int Members { get; set; }

    [GlobalSetup]
    public async Task Gather()
    {
        _door = await OpenDoor.OpenAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Members; i++)
            _people.Add(await _door.ComeAsync($"member{i}", i % 2 == 0 ? "" : Guest.Tags));
        Console.WriteLine($"// {Members} people at the IRC door: {(GC.GetTotalMemory(forceFullCollection: true) - before) / Members} bytes of heap each");
        foreach (var person in _people)
            await person.SayAsync("JOIN #ward\r\n"u8.ToArray());
        var sent = _people[^1].Connection.Bytes;
        await PostAndTell();
        if (Members > 1 && _people[^1].Connection.Bytes == sent)
            throw new InvalidOperationException("the message did not come");
    }

    [GlobalCleanup]
    public async Task Part() => await _door!.DisposeAsync();

    [Benchmark]
    public Task PostAndTell() => _people[0].SayAsync(_line);
}
