using BenchmarkDotNet.Attributes;
using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Benchmarks;

/// <summary>What each further member of a room costs at its door, when the bytes are there: a message, and one of sixty-four that come at once.</summary>
[MemoryDiagnoser]
public class Sharing
{
    private const int Batch = 64;

    private readonly Delivery _message = new(new List<EntryEvent> { Samples.IrcMessage });
    private readonly Delivery _batch = new(Enumerable.Repeat<EntryEvent>(Samples.IrcMessage, Batch).ToList());
    private OpenDoor? _doors;
    private Guest? _guest;

    [Params("irc", "json", "line")]
    public string Door { get; set; } = "";

    [GlobalSetup]
    public async Task Come()
    {
        _doors = await OpenDoor.OpenAsync();
        _guest = Door == "irc" ? await _doors.ComeAsync("ana", Guest.Tags) : await _doors.ComeAsync(Door == "json");
    }

    [GlobalCleanup]
    public async Task Part() => await _doors!.DisposeAsync();

    [Benchmark]
    public bool Message() => _guest!.TryDeliver(_message);

    [Benchmark(OperationsPerInvoke = Batch)]
    public bool MessageOfBatch() => _guest!.TryDeliver(_batch);
}
