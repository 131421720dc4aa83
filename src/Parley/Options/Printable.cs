namespace Parley.Host.Options;

/// <summary>Text of strangers on a terminal or in a log: control characters can't act there.</summary>
internal static class Printable
{
    private const int MaxLength = 200;

    /// <summary>Control characters as <c>\u001b</c>, cut at 200 characters.</summary>
    public static string OneLine(string text)
    {
        var shown = text.Length > MaxLength ? text[..MaxLength] + "…" : text;
        return shown.Any(char.IsControl) ? string.Concat(shown.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : $"{c}")) : shown;
    }
}
