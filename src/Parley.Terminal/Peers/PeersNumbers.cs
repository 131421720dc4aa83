using System.Text.RegularExpressions;
using Parley.Client;
using Parley.Contracts;

namespace Parley.Terminal;

/// <summary>Numbers of messages among the peers, which are others than the server's: to a person they are below zero, so that what is said of a message on one side never means one of the other.</summary>
internal static partial class PeersNumbers
{
    /// <summary>What it is called in a refusal.</summary>
    private const string Number = "position";

    /// <summary>What a person means by a line: <c>#edit -12 …</c> is of the message that has 12 among the peers.</summary>
    /// <param name="isOfPeers">The number was below zero.</param>
    /// <param name="welcome">Of the door that commands go to.</param>
    public static TypedLine Parse(string line, out bool isOfPeers, Welcome? welcome = null)
    {
        if (Numbered().Match(line) is { Success: true } number && TypedLine.Parse(line.Remove(number.Groups["minus"].Index, 1)) is TypedLine.Ask { Command: EditMessage or RedactMessage or React } ask)
        {
            isOfPeers = true;
            return ask;
        }
        isOfPeers = false;
        return TypedLine.Parse(line, welcome);
    }

    public static EntryEvent Apart(EntryEvent entry)
    {
        var numbered = entry with { Position = Apart(entry.Position) };
        return numbered switch
        {
            Edit edit => edit with { Target = Apart(edit.Target) },
            Redaction redaction => redaction with { Target = Apart(redaction.Target) },
            Reaction reaction => reaction with { Target = Apart(reaction.Target) },
            Message { ReplyTo: { } answered } message => message with { ReplyTo = Apart(answered) },
            _ => numbered,
        };
    }

    public static HistoryPage Apart(HistoryPage page) => page with { Entries = [.. page.Entries.Select(Apart)] };

    /// <summary>An answer of the peers; as it is if it numbers nothing.</summary>
    public static Event Apart(Event answer) => answer switch
    {
        HistoryPage page => Apart(page),
        SearchResults results => results with { Entries = [.. results.Entries.Select(Apart)] },
        Error error => Apart(error),
        _ => answer,
    };

    /// <summary>A refusal that names the number which the person gave.</summary>
    public static Error Apart(Error refusal) => refusal.Args?.GetValueOrDefault(Number) is { Length: > 0 } number && char.IsAsciiDigit(number[0])
        ? refusal with { Args = new Dictionary<string, string>(refusal.Args, StringComparer.Ordinal) { [Number] = "-" + number } }
        : refusal;

    private static Position Apart(Position position) => new(-position.Value);

    [GeneratedRegex(@"^\s*#\S+\s+(?<minus>-)[0-9]", RegexOptions.ExplicitCapture)]
    private static partial Regex Numbered();
}
