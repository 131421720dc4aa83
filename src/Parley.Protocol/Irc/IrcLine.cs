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

    /// <summary>The tag section with <c>@</c> and the space after it, for lines whose rest is shared; empty for no tags.</summary>
    public static string Tags(IReadOnlyList<KeyValuePair<string, string>>? tags)
    {
        if (tags is null || tags.Count == 0)
            return "";
        var line = new StringBuilder();
        AppendTags(line, tags);
        return line.ToString();
    }

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
        var line = new StringBuilder(128);
        AppendTags(line, tags);
        var tagLength = line.Length;
        if (!string.IsNullOrEmpty(source))
        {
            line.Append(':');
            AppendMiddle(line, source);
            line.Append(' ');
        }
        AppendMiddle(line, command);
        for (var i = 0; i < parameters.Length; i++)
        {
            line.Append(' ');
            if (i < parameters.Length - 1)
                AppendMiddle(line, parameters[i]);
            else
                AppendLast(line, parameters[i], colon);
        }
        line.Append("\r\n");
        var text = line.ToString();
        var tagBytes = Encode(output, text.AsSpan(0, tagLength));
        return tagBytes < 0 ? 0 : Encode(output, text.AsSpan(tagLength)) - 2;
    }

    private static int Encode(IBufferWriter<byte> output, ReadOnlySpan<char> text) => (int)Encoding.UTF8.GetBytes(text, output);

    private static void AppendTags(StringBuilder line, IReadOnlyList<KeyValuePair<string, string>>? tags)
    {
        if (tags is null || tags.Count == 0)
            return;
        for (var i = 0; i < tags.Count; i++)
        {
            line.Append(i == 0 ? '@' : ';');
            foreach (var c in tags[i].Key)
                line.Append(char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.' or '/' or '_' ? c : '_');
            if (tags[i].Value.Length > 0)
                line.Append('=').Append(IrcTags.Escape(tags[i].Value));
        }
        line.Append(' ');
    }

    private static void AppendMiddle(StringBuilder line, string word)
    {
        if (word.Length == 0)
            line.Append('*');
        for (var i = 0; i < word.Length; i++)
            line.Append(word[i] is ' ' or '\r' or '\n' or '\0' || (i == 0 && word[i] == ':') ? '_' : word[i]);
    }

    private static void AppendLast(StringBuilder line, string text, bool colon)
    {
        if (colon || text.Length == 0 || text[0] == ':' || text.AsSpan().IndexOfAny(" \r\n\0") >= 0)
            line.Append(':');
        foreach (var c in text)
            line.Append(c is '\r' or '\n' or '\0' ? ' ' : c);
    }
}
