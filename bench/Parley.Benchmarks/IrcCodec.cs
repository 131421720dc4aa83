using System.Text;
using BenchmarkDotNet.Attributes;
using Parley.Core.Ports;
using Parley.Protocol.Irc;

namespace Parley.Benchmarks;

/// <summary>A line of IRC in; a room's message out, for the first client of a format.</summary>
[MemoryDiagnoser]
public class IrcCodec
{
    private static readonly byte[] Line = Encoding.UTF8.GetBytes($"PRIVMSG #uci :{Samples.Text}\r\n");
    private static readonly byte[] TaggedLine = [.. "@label=a17;+typing=done;+draft/reply=7-2n9c "u8, .. Line];

    private readonly IrcReader _reader = new();
    private OpenDoor? _door;
    private Guest? _plain;
    private Guest? _tagged;

    [GlobalSetup]
    public async Task Come()
    {
        _door = await OpenDoor.OpenAsync();
        _plain = await _door.ComeAsync("plain", "");
        _tagged = await _door.ComeAsync("tagged", Guest.Tags);
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

    private IrcMessage? Parse(byte[] line)
    {
        _reader.TryRead(line, out _, out var input);
        return IrcMessage.TryParse(input.Bytes, out var message) ? message : null;
    }
}
