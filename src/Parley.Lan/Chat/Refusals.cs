using Parley.Contracts;

namespace Parley.Lan.Chat;

internal static class Refusals
{
    /// <summary>As an event; its text is put in where the language is known.</summary>
    public static Error ToError(this Refusal refusal) => new((int)refusal.Code, "", refusal.Args);
}
