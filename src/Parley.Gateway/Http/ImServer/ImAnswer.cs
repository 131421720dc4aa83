using System.Buffers;
using Parley.Core.Settings;

namespace Parley.Gateway.Http.ImServer;

/// <summary>An answer's bytes, and what its headers say.</summary>
/// <param name="Revision">Of the key that was asked for, else of the namespace.</param>
internal sealed record ImAnswer(ReadOnlyMemory<byte> Body, long Revision)
{
    /// <summary>Why nothing was changed; null when it was, or nothing should be.</summary>
    public string? Refused { get; init; }

    /// <summary>It is not the turn of who wrote.</summary>
    public bool MustWait { get; init; }

    private const string Head = "<html><body><h1>COMP28112 Server: Messaging System for Healthcare Professionals</h1>";

    private static readonly byte[] End = "\n"u8.ToArray();

    /// <summary>Nothing but the end.</summary>
    public static ImAnswer Blank(ImServerSettings settings, long revision) => new(settings.TrailingNewline ? End : ReadOnlyMemory<byte>.Empty, revision);

    public static ImAnswer Value(ImServerSettings settings, ReadOnlyMemory<byte> value, long revision) =>
        Write(settings, revision, output => output.Write(value.Span));

    public static ImAnswer Keys(ImServerSettings settings, IEnumerable<ReadOnlyMemory<byte>> keys, long revision) => Write(settings, revision, output =>
    {
        foreach (var key in keys)
        {
            output.Write(key.Span);
            output.Write("\n"u8);
        }
    });

    /// <param name="dictionary">Null for a namespace that nobody had asked for before.</param>
    public static ImAnswer Page(ImServerSettings settings, IReadOnlyCollection<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>>? dictionary, long revision) => Write(settings, revision, output =>
    {
        output.Write(System.Text.Encoding.ASCII.GetBytes(Head));
        if (dictionary is not null)
            PhpSerialize.Write(output, dictionary, settings.EscapePage);
        output.Write("</body></html>"u8);
    });

    /// <summary>What a get says of a key that is not there.</summary>
    public static ImAnswer Missing(ImServerSettings settings, ReadOnlySpan<byte> key)
    {
        if (settings.MissingKey != "warning")
            return Blank(settings, 0);
        var escaped = new ArrayBufferWriter<byte>();
        PhpSerialize.Escaped(escaped, key);
        return Write(settings, 0, output =>
        {
            output.Write("<br />\n<b>Warning</b>:  Undefined array key \""u8);
            output.Write(escaped.WrittenSpan);
            output.Write("\" in <b>IMserver.php</b> on line <b>156</b><br />\n"u8);
        });
    }

    private static ImAnswer Write(ImServerSettings settings, long revision, Action<ArrayBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        if (settings.TrailingNewline)
            output.Write("\n"u8);
        return new ImAnswer(output.WrittenMemory, revision);
    }
}
