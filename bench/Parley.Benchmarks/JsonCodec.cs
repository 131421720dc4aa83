using System.Buffers;
using BenchmarkDotNet.Attributes;
using Parley.Contracts;
using Parley.Protocol.Json;

namespace Parley.Benchmarks;

/// <summary>The two lines that busy connections consist of: a <c>post</c> in, a <c>msg</c> out.</summary>
[MemoryDiagnoser]
public class JsonCodec
{
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private byte[] _post = [];

    [GlobalSetup]
    public void Prepare() => _post = JsonProtocol.Encode(Samples.Post).ToArray();

    [Benchmark]
    public Command? ParsePost()
    {
        JsonFrames.TryRead(_post, out _, out var frame);
        JsonProtocol.TryParseCommand(frame, out var command, out _);
        return command;
    }

    [Benchmark]
    public int WriteMessage()
    {
        _output.ResetWrittenCount();
        JsonProtocol.Write(_output, Samples.Message);
        return _output.WrittenCount;
    }

    [Benchmark]
    public int WritePosted()
    {
        _output.ResetWrittenCount();
        JsonProtocol.Write(_output, Samples.Posted);
        return _output.WrittenCount;
    }
}
