using System.Buffers;

namespace Parley.Load.Wire;

/// <summary>Lines as they are, each with its LF.</summary>
/// <param name="output">Where the bytes go; asked each time.</param>
internal sealed class PlainLines(Func<IBufferWriter<byte>> output) : ILineCodec
{
    public IBufferWriter<byte> Lines => output();

    public bool TryRead(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> line)
    {
        line = default;
        var end = input.IndexOf((byte)'\n');
        if (end < 0)
            return false;
        line = input[..end];
        input = input[(end + 1)..];
        return true;
    }
}
