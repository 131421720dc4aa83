using System.Buffers;
using System.Text;

namespace Parley.Protocol.Irc;

/// <summary>Writes messages. Whatever the values, the result is one line of valid UTF-8 that ends in CR LF and reads back as one message.</summary>
public static class IrcLine
{
    /// <summary>Writes one line; the last parameter gets a colon when it needs one.</summary>
    /// <param name="tags">Keys as they are, values not yet escaped; null or empty for none.</param>
    /// <param name="source">Without colon; null for none.</param>
    /// <param name="parameters">CR, LF and NUL become spaces. Only the last may be empty, hold spaces or begin with a colon; in others those become <c>*</c> and <c>_</c>.</param>
    /// <returns>Bytes of the line without tags and CR LF; the protocol's limit is <see cref="IrcReader.BodyBytes"/>, and nothing is cut here.</returns>
    public static int Write(IBufferWriter<byte> output, IReadOnlyList<KeyValuePair<string, string>>? tags, string? source, string command, params ReadOnlySpan<string> parameters) =>
        Write(output, tags, source, command, colon: false, parameters);

    /// <summary>As <see cref="Write(IBufferWriter{byte}, IReadOnlyList{KeyValuePair{string, string}}?, string?, string, ReadOnlySpan{string})"/>; the last parameter always has a colon, as texts usually do.</summary>
    public static int WriteText(IBufferWriter<byte> output, IReadOnlyList<KeyValuePair<string, string>>? tags, string? source, string command, params ReadOnlySpan<string> parameters) =>
        Write(output, tags, source, command, colon: true, parameters);

    /// <summary>UTF-8 bytes of text that fit into <c>:source COMMAND target :text</c>; 0 when none do.</summary>
    /// <param name="source">Null for none.</param>
    public static int BodyRoom(string? source, string command, params ReadOnlySpan<string> target)
    {
        var taken = (source is null ? 0 : Encoding.UTF8.GetByteCount(source) + 2) + Encoding.UTF8.GetByteCount(command) + 2;
        foreach (var one in target)
            taken += Math.Max(Encoding.UTF8.GetByteCount(one), 1) + 1;
        return Math.Max(IrcReader.BodyBytes - taken, 0);
    }

    private static int Write(IBufferWriter<byte> output, IReadOnlyList<KeyValuePair<string, string>>? tags, string? source, string command, bool colon, ReadOnlySpan<string> parameters)
    {
        var line = new IrcLineWriter(output.GetSpan(Bound(tags, source, command, parameters)));
        for (var i = 0; i < tags?.Count; i++)
            line.Tag(tags[i].Key, tags[i].Value);
        line.EndTags();
        if (!string.IsNullOrEmpty(source))
            line.Source(source);
        line.Command(command);
        for (var i = 0; i < parameters.Length - 1; i++)
            line.Parameter(parameters[i]);
        if (parameters is [.., var last])
            line.Last(last, colon);
        var body = line.BodyLength;
        line.End();
        output.Advance(line.Length);
        return body;
    }

    private static int Bound(IReadOnlyList<KeyValuePair<string, string>>? tags, string? source, string command, ReadOnlySpan<string> parameters)
    {
        var characters = (source?.Length ?? 0) + command.Length;
        for (var i = 0; i < tags?.Count; i++)
            characters += tags[i].Key.Length + tags[i].Value.Length;
        foreach (var one in parameters)
            characters += one.Length;
        return IrcLineWriter.Bound(characters, ((tags?.Count ?? 0) * 2) + 2 + parameters.Length);
    }
}
