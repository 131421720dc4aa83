using Parley.Contracts;

namespace Parley.Terminal;

/// <summary>Numbers of messages among the peers, which are others than the server's: on the screen they are below zero, so that what is said of a message on one side never changes one of the other.</summary>
internal static class PeersNumbers
{
    public static EntryEvent Apart(EntryEvent entry) => With(entry, position => new Position(-position.Value), position => new Position(-position.Value));

    /// <summary>As a person may read it: the message without a number, what it means by the number that the peers' history shows.</summary>
    public static EntryEvent Readable(EntryEvent entry) =>
        entry.Position.Value < 0 ? With(entry, _ => Position.None, target => new Position(Math.Abs(target.Value))) : entry;

    private static EntryEvent With(EntryEvent entry, Func<Position, Position> number, Func<Position, Position> target)
    {
        var numbered = entry with { Position = number(entry.Position) };
        return numbered switch
        {
            Edit edit => edit with { Target = target(edit.Target) },
            Redaction redaction => redaction with { Target = target(redaction.Target) },
            Reaction reaction => reaction with { Target = target(reaction.Target) },
            Message { ReplyTo: { } answered } message => message with { ReplyTo = target(answered) },
            _ => numbered,
        };
    }
}
