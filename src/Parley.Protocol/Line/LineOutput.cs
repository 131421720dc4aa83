using System.Buffers;
using System.Globalization;
using System.Text;
using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary>Lines on their way to bytes, in one language and time zone.</summary>
/// <param name="capacity">Bytes to make room for at once.</param>
internal sealed class LineOutput(LineFormat format, TimeZoneInfo zone, int capacity = 256)
{
    private readonly ArrayBufferWriter<byte> _bytes = new(capacity);

    public LineFormat Format { get; } = format;

    public Texts Texts { get; } = Texts.For(format.Lang);

    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    /// <summary>A notice by its key, with <c>* </c> in front.</summary>
    public void Notice(string key, params (string Name, object? Value)[] values) => NoticeText(Texts.Format(key, values));

    public void NoticeText(string text) => Line("* " + LineText.Escape(text));

    /// <summary>A row of a list that a notice heads.</summary>
    public void Row(string text) => Line("*   " + LineText.Escape(text));

    /// <summary>Refusals carry their code when the client asked for codes.</summary>
    public void Error(int code, string text) =>
        Line((Format.Codes ? $"*E{code} " : "* ") + LineText.Escape(text));

    public void Error(Refusal refusal) => Error((int)refusal.Code, Texts.LineError((int)refusal.Code, refusal.Args) ?? "");

    /// <summary>A text that somebody wrote, each of its lines with the prefix.</summary>
    public void Said(string prefix, string text)
    {
        prefix = LineText.Escape(prefix);
        if (!LineText.HasBreaks(text))
        {
            Text(prefix);
            Line(LineText.Escape(text));
            return;
        }
        foreach (var line in LineText.Lines(text))
            Line(prefix + line);
    }

    /// <summary>Terminates a list; the same in every language, for programs.</summary>
    public void End() => Line("* fin / end");

    /// <param name="line">Has no line breaks.</param>
    public void Line(string line)
    {
        Text(line);
        Raw("\n"u8);
    }

    /// <summary>A line that asks; with <paramref name="hideInput"/> the telnet request stands before its end, so that no other line carries it.</summary>
    public void Prompt(string text, bool hideInput)
    {
        Text(text);
        if (hideInput)
            Raw(Telnet.HideInput);
        Raw("\n"u8);
    }

    public void Raw(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    private void Text(string text) => _bytes.Advance(Encoding.UTF8.GetBytes(text, _bytes.GetSpan(Encoding.UTF8.GetByteCount(text))));

    /// <summary>A room's name, the default one as this language calls it.</summary>
    public string Room(string name) => Texts.Room(name);

    public string Clock(DateTimeOffset time) => Local(time).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public string DateAndClock(DateTimeOffset time) => Local(time).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public string LocalInstant(DateTimeOffset time) => Local(time).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    public static string UtcInstant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private DateTimeOffset Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, zone);
}
