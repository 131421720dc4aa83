using Parley.Contracts;

namespace Parley.Core.Conversations;

internal static class Refusals
{
    /// <summary>203. <paramref name="what"/>: the member on the wire, or a kind of value that has a text of its own.</summary>
    public static Refusal Invalid(string what, object? value = null) => Refusal.Of(ErrorCode.InvalidValue, "what", what, "value", value ?? "");

    /// <summary>The event of a refusal; the door puts the text in, in its session's language.</summary>
    public static Error ToError(this Refusal refusal, long? reference) => new((int)refusal.Code, "", refusal.Args) { Ref = reference };
}
