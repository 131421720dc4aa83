using Parley.Client;
using Parley.Contracts;

namespace Parley.Terminal;

/// <summary>Why there is no connection, in the person's language.</summary>
internal static class Problem
{
    public static string In(Words words, ChatText text, LinkChanged link) =>
        link.Cause is { } cause ? In(words, text, cause) : Printable.Line(link.Problem ?? "");

    public static string In(Words words, ChatText text, Exception problem) => problem switch
    {
        NoServerException { InnerException: LinkLostException gone } => In(words, text, gone),
        NoServerException nobody => words[nobody.Addresses.All(a => a.IsLocal) ? "no-server-here" : "no-server", string.Join(", ", nobody.Addresses)],
        LinkLostException { Closing: { } closing } => Said(text, closing),
        LinkLostException { InnerException: { } cause and (LinkLostException or NoServerException) } => In(words, text, cause),
        LinkLostException { InnerException: TimeoutException } => words["lost-silent"],
        LinkLostException { InnerException: ProtocolException } => words["lost-unreadable"],
        LinkLostException { InnerException: not null } => words["lost-broken"],
        LinkLostException => words["lost-ended"],
        _ => Printable.Line(problem.Message),
    };

    /// <summary>The server's goodbye as part of a sentence.</summary>
    private static string Said(ChatText text, Closing closing)
    {
        var line = string.Join(' ', text.Lines(closing with { RetryAfter = null })).TrimStart('*', ' ').TrimEnd('.');
        return line.Length == 0 ? line : char.ToLowerInvariant(line[0]) + line[1..];
    }
}
