using System.Buffers;
using Parley.Contracts;
using Parley.Protocol.Json;

namespace Parley.Client;

/// <summary>Frames of the JSON protocol as a client reads them: what a server sends may be longer than what it takes.</summary>
internal static class Wire
{
    /// <summary>A page of history may be far larger than a request; more than this is no answer of a server.</summary>
    private const int MaxFrameBytes = 16 * 1024 * 1024;

    public static ReadOnlyMemory<byte> Encode(Command command) => JsonProtocol.Encode(command);

    /// <summary>Null for an event that this release does not know.</summary>
    /// <exception cref="ProtocolException">No object of the protocol.</exception>
    public static Event? Decode(ReadOnlySequence<byte> frame) =>
        JsonProtocol.TryParseEvent(frame.IsSingleSegment ? frame.FirstSpan : frame.ToArray(), out var parsed) ? parsed : null;

    /// <summary>Takes the next object off <paramref name="input"/>, skipping the banner: lines that don't start with a brace.</summary>
    public static bool TryReadFrame(ref ReadOnlySequence<byte> input, out ReadOnlySequence<byte> frame)
    {
        var reader = new SequenceReader<byte>(input);
        while (reader.TryReadTo(out frame, (byte)'\n'))
        {
            input = input.Slice(reader.Position);
            if (!frame.IsEmpty && frame.FirstSpan[0] == (byte)'{')
                return true;
        }
        return input.Length <= MaxFrameBytes ? false : throw new ProtocolException(ErrorCode.BadFrame, "an object past 16 MiB");
    }
}
