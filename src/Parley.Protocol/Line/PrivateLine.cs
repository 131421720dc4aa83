using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary>The arguments of <c>#\private</c> in the many ways that people write them.</summary>
internal static class PrivateLine
{
    private const string Word = "private";

    public static LineRequest Build(string command, ReadOnlySpan<char> rest)
    {
        var arguments = new Arguments(command, rest);
        var user = arguments.Next()?.TrimEnd(':', ',');
        if (string.IsNullOrEmpty(user))
            return Shapes.Invalid("user", "");
        var text = arguments.Rest;
        return new SendPrivate(user, OrTo: null, text.Length == 0 ? null : text);
    }

    /// <summary><c>#private-ana hola</c>: the person may be called <c>-ana</c> or <c>ana</c>. Null when the word is not of this form.</summary>
    public static LineRequest? TryBuildDashed(ReadOnlySpan<char> word, ReadOnlySpan<char> rest)
    {
        if (word is ['\\' or '/', ..])
            word = word[1..];
        if (!word.StartsWith(Word + "-", StringComparison.OrdinalIgnoreCase))
            return null;
        var built = Build("#\\" + Word, string.Concat(word[Word.Length..], rest));
        return built is SendPrivate { To: ['-', _, ..] } send ? send with { OrTo = send.To[1..] } : built;
    }

    /// <summary>The one command that may stand without <c>#</c>: a line that begins with <c>\private</c> or <c>/private</c>.</summary>
    public static bool IsBare(string line) =>
        line is ['\\' or '/', ..]
        && line.AsSpan(1).StartsWith(Word, StringComparison.OrdinalIgnoreCase)
        && (line.Length == Word.Length + 1 || line[Word.Length + 1] is ' ' or '\t' or '<' or '"' or '-');
}
