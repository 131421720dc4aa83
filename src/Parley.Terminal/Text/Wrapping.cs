using System.Text;

namespace Parley.Terminal;

/// <summary>Long lines into rows of a given width: breaks at spaces where there is one, never inside a cluster.</summary>
internal static class Wrapping
{
    /// <param name="indent">Cells that the second and later rows begin with; at most a third of the width.</param>
    public static List<List<Span>> Wrap(IReadOnlyList<Span> line, int width, int indent = 0)
    {
        width = Math.Max(1, width);
        indent = Math.Min(indent, width / 3);
        var rows = new List<List<Span>>();
        var row = new RowBuilder();
        foreach (var (word, span) in Words(line))
        {
            var cells = Cells.Of(word);
            if (row.Cells + Cells.Of(word.TrimEnd(' ')) <= width)
            {
                row.Add(word, cells, span);
                continue;
            }
            if (row.Cells > indent && cells <= width - indent)
                Break();
            foreach (var cluster in Cells.Clusters(word))
            {
                var one = Cells.OfCluster(cluster);
                if (row.Cells + one > width)
                {
                    if (cluster == " ")
                        continue;
                    Break();
                }
                row.Add(cluster, one, span);
            }
        }
        rows.Add(row.Take());
        return rows;

        void Break()
        {
            rows.Add(row.Take());
            if (indent > 0)
                row.Add(new string(' ', indent), indent, new Span(""));
        }
    }

    /// <summary>Cuts to the width, with an ellipsis if something is missing.</summary>
    public static string Fit(string text, int width)
    {
        if (Cells.Of(text) <= width)
            return text;
        var cut = new StringBuilder();
        var cells = 0;
        foreach (var cluster in Cells.Clusters(text))
        {
            cells += Cells.OfCluster(cluster);
            if (cells > width - 1)
                break;
            cut.Append(cluster);
        }
        return width < 1 ? "" : cut.Append('…').ToString();
    }

    private static IEnumerable<(string Word, Span Of)> Words(IEnumerable<Span> line)
    {
        foreach (var span in line)
        {
            var start = 0;
            for (var at = 1; at < span.Text.Length; at++)
            {
                if (span.Text[at - 1] == ' ' && span.Text[at] != ' ')
                {
                    yield return (span.Text[start..at], span);
                    start = at;
                }
            }
            if (start < span.Text.Length)
                yield return (span.Text[start..], span);
        }
    }

    private sealed class RowBuilder
    {
        private List<Span> _spans = [];

        public int Cells { get; private set; }

        public void Add(string text, int cells, Span like)
        {
            if (_spans.Count > 0 && _spans[^1].Style == like.Style && _spans[^1].Hue == like.Hue)
                _spans[^1] = _spans[^1] with { Text = _spans[^1].Text + text };
            else
                _spans.Add(like with { Text = text });
            Cells += cells;
        }

        public List<Span> Take()
        {
            var taken = _spans;
            _spans = [];
            Cells = 0;
            return taken;
        }
    }
}
