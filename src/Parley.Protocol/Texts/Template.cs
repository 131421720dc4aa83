using System.Text;

namespace Parley.Protocol;

/// <summary>A text with places for values: <c>{n}</c> is the value of n, <c>{n:persona|personas}</c> the first word when n is 1, else the second.</summary>
internal sealed class Template
{
    private readonly List<Part> _parts = [];

    public Template(string source)
    {
        var at = 0;
        while (source.IndexOf('{', at) is var open and >= 0)
        {
            var close = source.IndexOf('}', open);
            if (close < 0)
                throw new FormatException($"A brace is not closed: {source}");
            _parts.Add(new Part(source[at..open]));
            _parts.Add(Place(source[(open + 1)..close]));
            at = close + 1;
        }
        _parts.Add(new Part(source[at..]));
    }

    /// <summary>The names of the values it has places for.</summary>
    public IEnumerable<string> Names => _parts.Select(p => p.Name).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>A value that is missing shows as nothing.</summary>
    public string Format(Func<string, string?> valueOf)
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            if (part.Name is null)
                text.Append(part.Text);
            else if (part.One is null)
                text.Append(valueOf(part.Name));
            else
                text.Append(string.Equals(valueOf(part.Name), "1", StringComparison.Ordinal) ? part.One : part.Many);
        }
        return text.ToString();
    }

    private static Part Place(string inside)
    {
        var colon = inside.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return new Part("", inside);
        var forms = inside[(colon + 1)..].Split('|');
        if (forms.Length != 2)
            throw new FormatException($"One form and many forms, please: {inside}");
        return new Part("", inside[..colon], forms[0], forms[1]);
    }

    private sealed record Part(string Text, string? Name = null, string? One = null, string? Many = null);
}
