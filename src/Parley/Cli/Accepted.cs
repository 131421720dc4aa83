using System.CommandLine;
using System.Globalization;
using Parley.Host.Options;

namespace Parley.Host.Cli;

/// <summary>Values of options that are not settings: one line says which are accepted, as for settings.</summary>
internal static class Accepted
{
    /// <summary>Null: the option was not given.</summary>
    /// <exception cref="RefusedStartException">Not a number from <paramref name="least"/> to <paramref name="most"/>.</exception>
    public static int? Number(this ParseResult parsed, Option<string?> option, int least, int most) => parsed.GetValue(option) switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most => number,
        var text => throw Refused(option, text, $"{least} to {most}"),
    };

    /// <summary>Null: the option was not given.</summary>
    /// <exception cref="RefusedStartException">None of the values.</exception>
    public static string? OneOf(this ParseResult parsed, Option<string?> option, params string[] values) =>
        parsed.GetValue(option) is not { } text || values.Contains(text, StringComparer.Ordinal) ? parsed.GetValue(option) : throw Refused(option, text, string.Join(", ", values));

    private static RefusedStartException Refused(Option option, string text, string accepted) => new($"{option.Name}: \"{Printable.OneLine(text)}\"; accepted: {accepted}");
}
