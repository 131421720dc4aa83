namespace Parley.Terminal;

/// <summary>What keys do to the screen. Pure: a line to take and the wish to leave come back as values.</summary>
internal sealed class Keyboard(Screen screen)
{
    /// <summary>Who is logged in.</summary>
    public string? Me { get; set; }

    /// <param name="pageRows">Rows of the conversation that are seen.</param>
    /// <returns>A line that was entered, or null; whether the person wants to leave.</returns>
    public (string? Line, bool Leaves) Press(KeyPress press, int pageRows, IReadOnlyList<string> commands)
    {
        switch (press.Key)
        {
            case Key.Enter:
                return (Enter(), false);
            case Key.Interrupt:
                return (null, true);
            case Key.EndOfInput when screen.Input.Text.Length == 0:
                return (null, true);
            case Key.EndOfInput:
                screen.Input.Edit(new KeyPress(Key.Delete));
                break;
            case Key.PageUp:
                screen.Front.Scroll += Math.Max(1, pageRows - 1);
                break;
            case Key.PageDown:
                Down(Math.Max(1, pageRows - 1));
                break;
            case Key.End when screen.Front.Scroll > 0 && screen.Input.Cursor == screen.Input.Text.Length:
                screen.Front.ToEnd();
                break;
            case Key.Up when screen.Prompt is null && screen.History.Older(screen.Input.Text) is { } older:
                screen.Input.Set(older);
                break;
            case Key.Down when screen.Prompt is null && screen.History.Newer() is { } newer:
                screen.Input.Set(newer);
                break;
            case Key.Tab when screen.Prompt is null:
                Complete(commands);
                break;
            case Key.Next:
                screen.Step(+1);
                break;
            case Key.Previous:
                screen.Step(-1);
                break;
            case Key.Switch:
                screen.Switch(press.Text[0] - '0');
                break;
            default:
                // A question has a one-line answer.
                screen.Input.Edit(screen.Prompt is null ? press : press with { Text = press.Text.Replace("\n", "", StringComparison.Ordinal) });
                break;
        }
        return (null, false);
    }

    private string? Enter()
    {
        if (screen.Prompt is not null)
            return screen.Input.Take();
        var line = screen.Input.Take().TrimEnd('\n');
        if (line.Trim().Length == 0)
            return null;
        // A password in the history would be one key away from the next person at the terminal.
        if (!line.StartsWith("#passwd", StringComparison.OrdinalIgnoreCase) && !line.StartsWith("#del-account", StringComparison.OrdinalIgnoreCase))
            screen.History.Add(line);
        screen.Front.ToEnd();
        return line;
    }

    private void Down(int rows)
    {
        screen.Front.Scroll -= Math.Min(rows, screen.Front.Scroll);
        if (screen.Front.Scroll == 0)
            screen.Front.ToEnd();
    }

    private void Complete(IReadOnlyList<string> commands)
    {
        if (Completion.Of(screen.Input.BeforeCursor, [.. commands, "#join", "#leave"], [.. screen.Rooms], [.. screen.People]) is { } completed)
            screen.Input.Replace(completed.Start, completed.Text);
    }
}
