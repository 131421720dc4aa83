using System.Text;
using Parley.Contracts;

namespace Parley.Core.Conversations;

internal static class Refusals
{
    /// <summary>203. <paramref name="what"/>: the member on the wire, or a kind of value that has a text of its own.</summary>
    public static Refusal Invalid(string what, object? value = null) => Refusal.Of(ErrorCode.InvalidValue, "what", what, "value", value ?? "");

    /// <summary>Why a text can't be a topic or the like, or null: one line of at most <paramref name="max"/> bytes. Colours and styles of IRC may be in it.</summary>
    public static Refusal? OfLine(string text, int max)
    {
        if (Encoding.UTF8.GetByteCount(text) > max)
            return Refusal.Of(ErrorCode.TooLong, "limit", max);
        return text.AsSpan().ContainsAny('\0', '\r', '\n') ? Invalid("text") : null;
    }

    /// <summary>The event of a refusal; the door puts the text in, in its session's language.</summary>
    public static Error ToError(this Refusal refusal, long? reference) => new((int)refusal.Code, "", refusal.Args) { Ref = reference };
}
