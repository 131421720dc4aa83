namespace Parley.Terminal;

/// <summary>The chat can't begin.</summary>
/// <param name="lines">Why, in the person's language.</param>
internal sealed class NotBegunException(params string[] lines) : Exception(string.Join(' ', lines))
{
    public IReadOnlyList<string> Lines => lines;
}
