using Parley.Core.Operators;
using Parley.Host.Operators;
using Parley.Host.Options;
using Parley.Protocol;

namespace Parley.Host.Cli;

/// <summary>A refusal in the language of the operator's locale, with its stable code.</summary>
internal static class RefusalText
{
    private static readonly string[] LocaleVariables = ["LC_ALL", "LC_MESSAGES", "LANG"];

    public static string Of(Refused refused) => Of(refused, Environment.GetEnvironmentVariable);

    public static string Of(Refused refused, Func<string, string?> environment)
    {
        var locale = LocaleVariables.Select(environment).FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? "";
        var texts = Texts.For(locale.StartsWith("es", StringComparison.OrdinalIgnoreCase) ? "es" : "en");
        return Printable.OneLine($"{texts.Error((int)refused.Code, refused.Args) ?? "refused"} (E{(int)refused.Code})");
    }
}
