using System.Globalization;

namespace Parley.Terminal;

/// <summary>The lines of a conversation as rows of a width; kept until the lines or the width change.</summary>
internal sealed class ConversationRows(TimeZoneInfo zone)
{
    private Conversation? _of;
    private int _version;
    private int _width;
    private string _lang = "";
    private List<List<Span>> _rows = [];

    public List<List<Span>> Of(Conversation conversation, int width, Words words)
    {
        if (_of == conversation && _version == conversation.Version && _width == width && _lang == words.Lang)
            return _rows;
        var rows = new List<List<Span>>();
        DateOnly? day = null;
        foreach (var line in conversation.Lines)
        {
            var local = TimeZoneInfo.ConvertTime(line.Time, zone);
            var today = DateOnly.FromDateTime(local.DateTime);
            if (day is not null && today != day)
                rows.Add([new Span(Wrapping.Fit($"── {today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} ──", width), Style.Faint)]);
            day = today;
            Add(line, local, width, words, rows, zone);
        }
        (_of, _version, _width, _lang, _rows) = (conversation, conversation.Version, width, words.Lang, rows);
        return rows;
    }

    private static void Add(ChatLine line, DateTimeOffset local, int width, Words words, List<List<Span>> rows, TimeZoneInfo zone)
    {
        // On narrow terminals the time would eat the text.
        var clock = width < 50 ? "" : local.ToString("HH:mm ", CultureInfo.InvariantCulture);
        if (line is NoticeLine notice)
        {
            rows.AddRange(Wrapping.Wrap([new Span(clock, Style.Faint), new Span(notice.Text, notice.Alert ? Style.Alert : Style.Notice)], width, Cells.Of(clock) + 2));
            return;
        }
        var said = (SaidLine)line;
        var name = Printable.Line(said.From);
        var indent = Cells.Of(clock) + Cells.Of(name) + 2;
        var first = true;
        string[] texts = said.Text is null ? ["—"] : [.. Printable.Lines(said.Text)];
        for (var i = 0; i < texts.Length; i++)
        {
            var text = texts[i];
            List<Span> spans = first
                ? [new Span(clock, Style.Faint), new Span($"{name}: ", Style.Sender, Hues.Of(said.From)), new Span(text, said.Text is null ? Style.Faint : Style.Normal)]
                : [new Span(new string(' ', Math.Min(indent, width / 3))), new Span(text)];
            if (said.Edited && i == texts.Length - 1)
                spans.Add(new Span($" ({words["edited"]})", Style.Faint));
            rows.AddRange(Wrapping.Wrap(spans, width, indent));
            first = false;
        }
        if (said.Written is { } written)
            rows.AddRange(Wrapping.Wrap([new Span(new string(' ', Math.Min(indent, width / 3))), new Span($"({words["written"].Replace("{time}", WrittenAt(TimeZoneInfo.ConvertTime(written, zone), local), StringComparison.Ordinal)})", Style.Faint)], width, indent));
    }

    private static string WrittenAt(DateTimeOffset written, DateTimeOffset placed) =>
        written.ToString(written.Date == placed.Date ? "HH:mm" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
