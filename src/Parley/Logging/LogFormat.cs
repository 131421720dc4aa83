using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Parley.Host.Logging;

/// <summary>Log records to bytes, one line each; docs/operating.md documents both shapes.</summary>
internal abstract class LogFormat
{
    private const string TimePattern = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static LogFormat Of(string name) => name == "json" ? new JsonLogFormat() : new TextLogFormat();

    public abstract void Write(LogRecord record, ArrayBufferWriter<byte> output);

    private protected static string Time(LogRecord record) => record.Time.UtcDateTime.ToString(TimePattern, System.Globalization.CultureInfo.InvariantCulture);

    private protected static string Level(LogRecord record) => record.Level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };
}

/// <summary><c>TIME LEVEL CATEGORY[EVENT] MESSAGE</c>; an exception follows on lines of its own, indented.</summary>
internal sealed class TextLogFormat : LogFormat
{
    public override void Write(LogRecord record, ArrayBufferWriter<byte> output)
    {
        var line = new StringBuilder(160);
        line.Append(Time(record)).Append(' ').Append(Level(record).PadRight(7)).Append(' ').Append(record.Category);
        line.Append('[').Append(record.Event.Id).Append("] ");
        AppendEscaped(line, record.Message);
        line.Append('\n');
        foreach (var part in (record.Exception ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            line.Append("    ");
            AppendEscaped(line, part.TrimEnd('\r'));
            line.Append('\n');
        }
        Encoding.UTF8.GetBytes(line.ToString(), output);
    }

    // A name or an address from outside must not be able to begin a new line or move the cursor.
    private static void AppendEscaped(StringBuilder line, string text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c))
                line.Append("\\u").Append(((int)c).ToString("x4"));
            else
                line.Append(c);
        }
    }
}

/// <summary>One JSON object a line: <c>time</c>, <c>level</c>, <c>category</c>, <c>event</c>, <c>name</c>, <c>message</c>, <c>fields</c>, <c>exception</c>.</summary>
internal sealed class JsonLogFormat : LogFormat
{
    public override void Write(LogRecord record, ArrayBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteString("time", Time(record));
            json.WriteString("level", Level(record));
            json.WriteString("category", record.Category);
            json.WriteNumber("event", record.Event.Id);
            if (record.Event.Name is not null)
                json.WriteString("name", record.Event.Name);
            json.WriteString("message", record.Message);
            WriteFields(json, record.Fields);
            if (record.Exception is not null)
                json.WriteString("exception", record.Exception);
            json.WriteEndObject();
        }
        output.Write("\n"u8);
    }

    private static void WriteFields(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> fields)
    {
        if (fields.Count == 0)
            return;
        json.WriteStartObject("fields");
        foreach (var (name, value) in fields)
        {
            switch (value)
            {
                case null:
                    json.WriteNull(name);
                    break;
                case bool flag:
                    json.WriteBoolean(name, flag);
                    break;
                case long number:
                    json.WriteNumber(name, number);
                    break;
                case double number:
                    json.WriteNumber(name, number);
                    break;
                default:
                    json.WriteString(name, (string)value);
                    break;
            }
        }
        json.WriteEndObject();
    }
}
