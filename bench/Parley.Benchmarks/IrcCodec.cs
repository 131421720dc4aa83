using System.Text;
using BenchmarkDotNet.Attributes;
using Parley.Core.Ports;
using Parley.Protocol.Irc;

namespace Parley.Benchmarks;

/// <summary>A line of IRC in; a room's message out, for the first client of a format and for one more.</summary>
[MemoryDiagnoser]
public class IrcCodec
{
    private static readonly byte[] Line = Encoding.UTF8.GetBytes($"PRIVMSG #uci :{Samples.Text}\r\n");
    private static readonly byte[] TaggedLine = [.. "@label=a17;+typing=done;+draft/reply=7-2n9c "u8, .. Line];

    private readonly IrcReader _reader = new();
    private readonly Delivery _known = new(Samples.IrcMessage);
    private readonly Delivery _knownBatch = new(Enumerable.Repeat(Samples.IrcMessage, 64).ToList());
    private IrcDoor? _door;
    private IrcPerson? _plain;
    private IrcPerson? _tagged;

    [GlobalSetup]
    public async Task Come()
    {
        _door = await IrcDoor.OpenAsync();
        _plain = await _door.ComeAsync("plain", "");
        _tagged = await _door.ComeAsync("tagged", IrcPerson.Tags);
    }

    [GlobalCleanup]
    public async Task Part() => await _door!.DisposeAsync();

    [Benchmark]
    public IrcMessage? Parse() => Parse(Line);

    [Benchmark]
    public IrcMessage? ParseWithTags() => Parse(TaggedLine);

    [Benchmark]
    public bool WriteMessage() => _plain!.TryDeliver(new Delivery(Samples.IrcMessage));

    [Benchmark]
    public bool WriteMessageWithTags() => _tagged!.TryDeliver(new Delivery(Samples.IrcMessage));

    /// <summary>What each further member costs.</summary>
    [Benchmark]
    public bool ShareMessage() => _tagged!.TryDeliver(_known);

    /// <summary>The same under load, when 64 messages come at once.</summary>
    [Benchmark(OperationsPerInvoke = 64)]
    public bool ShareBatch() => _tagged!.TryDeliver(_knownBatch);

    private IrcMessage? Parse(byte[] line)
    {
        _reader.TryRead(line, out _, out var input);
        return IrcMessage.TryParse(input.Bytes, out var message) ? message : null;
    }
}
