using Parley.Contracts;

namespace Parley.Protocol.Json;

/// <summary>Why an object is no command, and what the answer needs so that the program knows which of its requests was meant.</summary>
/// <param name="Ref">The request's <c>ref</c>, if it could be read.</param>
/// <param name="Id">The client id of a refused post, edit or redaction, if it could be read.</param>
public sealed record MalformedCommand(Refusal Refusal, long? Ref, string? Id)
{
    internal static MalformedCommand Frame(string what, long? reference = null, string? id = null) =>
        new(Refusal.Of(ErrorCode.BadFrame, "what", what), reference, id);

    /// <summary>The error as it is sent. <paramref name="text"/>: the refusal's text in the session's language.</summary>
    public Error ToError(string text) => new((int)Refusal.Code, text, Refusal.Args) { Ref = Ref, Id = Id };
}
