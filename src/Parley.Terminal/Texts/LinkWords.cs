using Parley.Client;

namespace Parley.Terminal;

/// <summary>What a person is told when the link has changed.</summary>
internal static class LinkWords
{
    /// <param name="areNodes">There are other nodes to go to; otherwise other addresses are of no interest.</param>
    public static string Lost(Words words, ChatText text, LinkChanged link, bool areNodes)
    {
        var next = areNodes && link.Address is { } node ? words["going-over", node] : words["retry", Math.Ceiling(link.RetryIn?.TotalSeconds ?? 0)];
        return $"* {words["lost", Problem.In(words, text, link)]} · {next}";
    }

    /// <param name="node">The node of the new connection, null where there is one server.</param>
    /// <param name="before">That of the last one.</param>
    public static string Back(Words words, ServerAddress? node, ServerAddress? before) =>
        "* " + (node is null || node == before ? words["back"] : words["changed-over", node]);
}
