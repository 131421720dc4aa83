using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Parley.Contracts;

namespace Parley.Protocol.Json;

/// <summary>The JSON protocol, both directions. Pure: no I/O, no clock; every member may be called from any thread. docs/protocol/json.md.</summary>
/// <remarks>Lines are cut from the stream by <see cref="JsonFrames"/>.</remarks>
public static class JsonProtocol
{
    /// <summary>The encoder is for names that are values, as those of tags; texts have <see cref="JsonText"/>.</summary>
    private static readonly JsonWriterOptions WriterOptions = new() { MaxDepth = JsonSchema.MaxDepth, SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The shapes of requests and events, for documents that describe them.</summary>
    public static IJsonTypeInfoResolver Shapes => JsonContext.Default;

    /// <summary>Reads one line as a request. Unknown members are ignored, the last of doubled members counts.</summary>
    /// <param name="malformed">
    /// <see cref="ErrorCode.BadFrame"/>: no sound JSON object with a <c>t</c> (<c>what</c>: <c>utf-8</c>, <c>json</c>, <c>object</c> or <c>t</c>);
    /// <see cref="ErrorCode.UnknownCommand"/>: a <c>t</c> that is no request; <see cref="ErrorCode.InvalidValue"/>: a member of a wrong type, named by <c>what</c>; <c>value</c> stays empty, it may be a secret.
    /// </param>
    public static bool TryParseCommand(ReadOnlySpan<byte> frame, [NotNullWhen(true)] out Command? command, [NotNullWhen(false)] out MalformedCommand? malformed)
    {
        malformed = null;
        if (PostReader.TryRead(frame, out var post))
        {
            command = post;
            return true;
        }
        command = null;
        var scan = ObjectScan.Of(frame);
        if ((scan.Fault ?? (scan.Type is null ? "t" : null)) is { } fault)
            malformed = MalformedCommand.Frame(fault, scan.Ref, scan.Id);
        else if (!JsonSchema.Commands.TryGetValue(scan.Type!, out var type))
            malformed = new MalformedCommand(Refusal.Of(ErrorCode.UnknownCommand, "command", Shorten(scan.Type!)), scan.Ref, scan.Id);
        else
        {
            try
            {
                command = (Command)JsonSerializer.Deserialize(frame, type)!;
            }
            catch (JsonException wrong)
            {
                malformed = new MalformedCommand(Refusal.Of(ErrorCode.InvalidValue, "what", MemberOf(wrong), "value", ""), scan.Ref, scan.Id);
            }
        }
        return command is not null;
    }

    /// <summary>Reads one line as an event, for clients.</summary>
    /// <returns>False for a <c>t</c> that this release does not know: skip it.</returns>
    /// <exception cref="ProtocolException"><see cref="ErrorCode.BadFrame"/>: not an object of the protocol.</exception>
    public static bool TryParseEvent(ReadOnlySpan<byte> frame, [NotNullWhen(true)] out Event? parsed)
    {
        parsed = null;
        var scan = ObjectScan.Of(frame);
        if (scan.Fault is not null || scan.Type is null)
            throw new ProtocolException(ErrorCode.BadFrame, $"A line that is no object of the protocol: {scan.Fault ?? "no t"}.");
        if (!JsonSchema.Events.TryGetValue(scan.Type, out var type))
            return false;
        try
        {
            parsed = (Event)JsonSerializer.Deserialize(frame, type)!;
            return true;
        }
        catch (JsonException wrong)
        {
            throw new ProtocolException(ErrorCode.BadFrame, $"An event {scan.Type} with a wrong or missing member: {MemberOf(wrong)}.");
        }
    }

    /// <summary>Writes one event as a line with its LF.</summary>
    public static void Write(IBufferWriter<byte> output, Event single)
    {
        if (!EntryWriter.TryWrite(output, single))
            WriteBySchema(output, single);
    }

    /// <summary>Writes one request as a line with its LF, for clients.</summary>
    public static void Write(IBufferWriter<byte> output, Command command)
    {
        using (var writer = new Utf8JsonWriter(output, WriterOptions))
            JsonSerializer.Serialize(writer, command, JsonSchema.Command);
        EndLine(output);
    }

    /// <summary>One event as bytes that never change, to be shared by many connections.</summary>
    public static ReadOnlyMemory<byte> Encode(Event single)
    {
        using var buffer = new FrameBuffer();
        Write(buffer, single);
        return buffer.Written.ToArray();
    }

    /// <summary>Events one after the other, in one buffer.</summary>
    public static ReadOnlyMemory<byte> Encode(IReadOnlyList<Event> events)
    {
        using var buffer = new FrameBuffer();
        for (var i = 0; i < events.Count; i++)
            Write(buffer, events[i]);
        return buffer.Written.ToArray();
    }

    public static ReadOnlyMemory<byte> Encode(Command command)
    {
        using var buffer = new FrameBuffer();
        Write(buffer, command);
        return buffer.Written.ToArray();
    }

    internal static void WriteBySchema(IBufferWriter<byte> output, Event single)
    {
        using (var writer = new Utf8JsonWriter(output, WriterOptions))
            JsonSerializer.Serialize(writer, single, JsonSchema.Event);
        EndLine(output);
    }

    private static void EndLine(IBufferWriter<byte> output) => output.Write("\n"u8);

    /// <summary>The first member of a path such as <c>$.age</c>.</summary>
    private static string MemberOf(JsonException wrong)
    {
        var path = wrong.Path.AsSpan().TrimStart("$.");
        var end = path.IndexOfAny('.', '[');
        return end < 0 ? path.ToString() : path[..end].ToString();
    }

    /// <summary>A word of a stranger, short enough to show in an answer.</summary>
    private static string Shorten(string word) => word.Length <= 40 ? word : string.Concat(word.AsSpan(0, char.IsHighSurrogate(word[39]) ? 39 : 40), "…");
}
