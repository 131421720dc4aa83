using Parley.Client;

namespace Parley.Terminal;

/// <summary>One picture of the screen: rows from the top, each at most <paramref name="Width"/> cells, and where the cursor stands (from 0).</summary>
internal sealed record Picture(int Width, IReadOnlyList<IReadOnlyList<Span>> Rows, int CursorRow, int CursorColumn);

/// <summary>The model to a picture: the conversation, a status bar, the input. Pure but for the rows it keeps.</summary>
internal sealed class Layout(TimeZoneInfo zone)
{
    private readonly ConversationRows _conversation = new(zone);

    /// <summary>Rows of the conversation in the last picture: what PageUp moves by.</summary>
    public int PageRows { get; private set; } = 1;

    public Picture Draw(Screen screen, int width, int height, Words words, Func<string, string> roomName)
    {
        width = Math.Max(4, width);
        height = Math.Max(3, height);
        var (input, cursorRow, cursorColumn) = InputRows(screen, width, Math.Max(1, (height - 1) / 3));
        var space = height - input.Count - 1;
        PageRows = space;
        var all = _conversation.Of(screen.Front, width, words);
        screen.Front.Scroll = Math.Clamp(screen.Front.Scroll, 0, Math.Max(0, all.Count - space));
        if (screen.Front.Scroll == 0)
            screen.Front.ToEnd();
        var end = all.Count - screen.Front.Scroll;
        var rows = new List<IReadOnlyList<Span>>(height);
        rows.AddRange(all.GetRange(Math.Max(0, end - space), Math.Min(space, end)));
        while (rows.Count < space)
            rows.Add([]);
        if (screen.Front.NewBelow > 0 && space > 0)
            rows[space - 1] = [new Span(Wrapping.Fit(words["new-below", screen.Front.NewBelow], width), Style.Mark)];
        rows.Add([new Span(Pad(StatusBar.Text(screen, width, words, roomName), width), Style.Bar)]);
        rows.AddRange(input);
        return new Picture(width, rows, space + 1 + cursorRow, cursorColumn);
    }

    /// <summary>The input with its prompt, wrapped by cells; the part around the cursor when it is longer than its share.</summary>
    private static (List<IReadOnlyList<Span>> Rows, int CursorRow, int CursorColumn) InputRows(Screen screen, int width, int most)
    {
        var prompt = screen.Prompt is { } question ? $"{question}: " : screen.Front.With is { } with ? $"@{with}> " : "> ";
        var rows = new List<string> { "" };
        var (cursorRow, cursorColumn, column, at) = (0, 0, 0, -prompt.Length);
        foreach (var cluster in Cells.Clusters(prompt).Concat(screen.Secret ? [] : Cells.Clusters(screen.Input.Text)))
        {
            if (at >= 0 && at <= screen.Input.Cursor)
                (cursorRow, cursorColumn) = (rows.Count - 1, column);
            at += cluster.Length;
            var cells = Cells.OfCluster(cluster);
            if (cluster is "\n" || column + cells > width - 1)
            {
                rows.Add("");
                column = 0;
            }
            if (cluster is not "\n")
                rows[^1] += Printable.Line(cluster);
            column += cluster is "\n" ? 0 : cells;
        }
        if (at <= screen.Input.Cursor || screen.Secret)
            (cursorRow, cursorColumn) = (rows.Count - 1, column);
        var first = Math.Clamp(cursorRow - most + 1, 0, Math.Max(0, rows.Count - most));
        return ([.. rows.Skip(first).Take(most).Select(r => (IReadOnlyList<Span>)[new Span(r)])], cursorRow - first, cursorColumn);
    }

    private static string Pad(string text, int width) => text + new string(' ', Math.Max(0, width - Cells.Of(text)));
}
