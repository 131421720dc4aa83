using System.Buffers;
using Parley.Protocol;
using Parley.Protocol.Irc;

namespace Parley.Gateway.Doors.Irc;

/// <summary>A line on its way to a client, while tags may still be added.</summary>
/// <param name="Tags">In order; null for none.</param>
/// <param name="IsText">The last parameter is a text and gets its colon always.</param>
internal sealed record OutLine(IReadOnlyList<KeyValuePair<string, string>>? Tags, string? Source, string Command, string[] Params, bool IsText = false)
{
    public OutLine With(string tag, string value) => this with { Tags = [new(tag, value), .. Tags ?? []] };

    public void WriteTo(IBufferWriter<byte> output)
    {
        if (IsText)
            IrcLine.WriteText(output, Tags, Source, Command, Params);
        else
            IrcLine.Write(output, Tags, Source, Command, Params);
    }

    public static void WriteTo(IBufferWriter<byte> output, IReadOnlyList<OutLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
            lines[i].WriteTo(output);
    }

    public static ReadOnlyMemory<byte> Encode(IReadOnlyList<OutLine> lines)
    {
        using var output = new FrameBuffer();
        WriteTo(output, lines);
        return output.Written.ToArray();
    }
}
