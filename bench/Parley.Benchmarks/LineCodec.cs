using System.Text;
using BenchmarkDotNet.Attributes;
using Parley.Protocol.Line;

namespace Parley.Benchmarks;

/// <summary>A typed line in, the line that everybody sees out.</summary>
[MemoryDiagnoser]
public class LineCodec
{
    private static readonly LineFormat Format = new("es");

    private readonly LineWriter _writer = new(TimeZoneInfo.Utc);
    private readonly LineReader _reader = new();
    private byte[] _line = [];

    [GlobalSetup]
    public void Prepare() => _line = Encoding.UTF8.GetBytes(Samples.Text + "\n");

    [Benchmark]
    public LineRequest? ParseMessage() => _reader.TryRead(_line, out _, out var line) ? LineParser.Parse(line.Text) : null;

    [Benchmark]
    public LineRequest ParseCommand() => LineParser.Parse("#gR <cuidados intensivos>");

    [Benchmark]
    public ReadOnlyMemory<byte> WriteMessage() => _writer.Write(Samples.Message, Format);
}
