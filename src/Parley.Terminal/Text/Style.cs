namespace Parley.Terminal;

/// <summary>How a piece of text looks; <see cref="Style.Sender"/> has a colour of the name's own.</summary>
internal enum Style
{
    Normal,
    Faint,
    Notice,
    Alert,
    Bar,
    Sender,
    Mark,
}

/// <param name="Hue">For <see cref="Style.Sender"/>: 0 to <see cref="Hues.Count"/> − 1.</param>
internal readonly record struct Span(string Text, Style Style = Style.Normal, int Hue = 0);
