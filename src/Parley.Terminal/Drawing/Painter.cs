using System.Text;

namespace Parley.Terminal;

/// <summary>Pictures to the bytes that a terminal needs: only rows that changed, in one write.</summary>
/// <param name="colours">False: no colours (<c>NO_COLOR</c>), only reverse and bold.</param>
internal sealed class Painter(bool colours)
{
    /// <summary>Alternate screen, bracketed paste.</summary>
    public const string Start = "\e[?1049h\e[?2004h\e[2J";

    public const string End = "\e[?2004l\e[?1049l\e[0m\e[?25h";

    private string[] _shown = [];
    private int _width;

    /// <summary>Draw everything next time.</summary>
    public void Forget() => _shown = [];

    public string Paint(Picture picture)
    {
        var output = new StringBuilder("\e[?25l");
        if (_shown.Length != picture.Rows.Count || _width != picture.Width)
        {
            output.Append("\e[0m\e[2J");
            _shown = new string[picture.Rows.Count];
            _width = picture.Width;
        }
        for (var i = 0; i < picture.Rows.Count; i++)
        {
            var row = Row(picture.Rows[i]);
            if (row == _shown[i])
                continue;
            _shown[i] = row;
            output.Append($"\e[{i + 1};1H\e[0m\e[2K").Append(row).Append("\e[0m");
        }
        return output.Append($"\e[{picture.CursorRow + 1};{picture.CursorColumn + 1}H\e[?25h").ToString();
    }

    private string Row(IReadOnlyList<Span> spans)
    {
        var row = new StringBuilder();
        var column = 0;
        foreach (var span in spans)
        {
            row.Append(Sgr(span));
            foreach (var cluster in Cells.Clusters(span.Text))
            {
                row.Append(cluster);
                column += Cells.OfCluster(cluster);
                if (Cells.IsDoubtful(cluster))
                    row.Append($"\e[{column + 1}G");
            }
        }
        return row.ToString();
    }

    private string Sgr(Span span) => span.Style switch
    {
        Style.Faint => colours ? "\e[0;90m" : "\e[0m",
        Style.Notice => colours ? "\e[0;36m" : "\e[0m",
        Style.Alert => colours ? "\e[0;1;31m" : "\e[0;1m",
        Style.Bar => "\e[0;7m",
        Style.Mark => "\e[0;1;7m",
        Style.Sender => colours ? $"\e[0;1;{Hues.Sgr(span.Hue)}m" : "\e[0;1m",
        _ => "\e[0m",
    };
}
