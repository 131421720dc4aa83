using Parley.Contracts;

namespace Parley.Protocol.Json;

/// <summary>Cuts a stream of bytes into requests of the JSON protocol. docs/protocol/json.md.</summary>
public static class JsonFrames
{
    /// <summary>Takes the first line that is not empty, without its LF or CR LF.</summary>
    /// <param name="consumed">Bytes to drop from the input, also when false is returned: empty lines are skipped.</param>
    /// <param name="frame">A part of <paramref name="input"/>: an object or, before the first one a server sends, a line of text (<see cref="IsObject"/>).</param>
    /// <returns>False when the line is not complete yet.</returns>
    /// <exception cref="ProtocolException"><see cref="ErrorCode.TooLong"/>: the line is longer than <see cref="Limits.FrameBytes"/>, complete or not.</exception>
    public static bool TryRead(ReadOnlySpan<byte> input, out int consumed, out ReadOnlySpan<byte> frame)
    {
        consumed = 0;
        while (true)
        {
            var rest = input[consumed..];
            var end = rest.IndexOf((byte)'\n');
            frame = WithoutReturn(end < 0 ? rest : rest[..end]);
            if (frame.Length > Limits.FrameBytes)
                throw new ProtocolException(ErrorCode.TooLong, $"A line of more than {Limits.FrameBytes} bytes.");
            if (end < 0)
            {
                frame = default;
                return false;
            }
            consumed += end + 1;
            if (!frame.IsEmpty)
                return true;
        }
    }

    /// <summary>True for a line that can be an object; a server's text banner never is one.</summary>
    public static bool IsObject(ReadOnlySpan<byte> frame) => frame.TrimStart(" \t"u8) is [(byte)'{', ..];

    private static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) => line is [.., (byte)'\r'] ? line[..^1] : line;
}
