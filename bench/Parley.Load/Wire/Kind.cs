namespace Parley.Load.Wire;

/// <summary>What the generator tells apart of what a server says.</summary>
internal enum Kind
{
    Other,
    Message,
    Posted,
    Error,
    Closing,
}

internal static class Kinds
{
    public static Kind Of(ReadOnlySpan<byte> line) =>
        !line.StartsWith("{\"t\":\""u8) ? Kind.Other
        : line[6..] switch
        {
            [(byte)'m', (byte)'s', (byte)'g', (byte)'"', ..] => Kind.Message,
            [(byte)'p', (byte)'o', (byte)'s', (byte)'t', (byte)'e', (byte)'d', (byte)'"', ..] => Kind.Posted,
            [(byte)'e', (byte)'r', (byte)'r', (byte)'o', (byte)'r', (byte)'"', ..] => Kind.Error,
            [(byte)'c', (byte)'l', (byte)'o', (byte)'s', (byte)'i', (byte)'n', (byte)'g', (byte)'"', ..] => Kind.Closing,
            _ => Kind.Other,
        };
}
