using System.Buffers;

namespace Parley.Load.Wire;

/// <summary>How lines lie in the bytes of one link, both ways; all that differs between the doors.</summary>
internal interface ILineCodec
{
    /// <summary>Where lines to send are written, each with its LF.</summary>
    IBufferWriter<byte> Lines { get; }

    /// <summary>Takes the next line from the start of the input; false when no whole one is left there.</summary>
    /// <param name="line">Without its LF; valid until the next call.</param>
    /// <exception cref="InvalidDataException">The server broke the rules of the door, or refused us there.</exception>
    bool TryRead(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> line);
}
