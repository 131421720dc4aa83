namespace Parley.Faults.Records;

/// <summary>What one connection showed of one conversation, in the order it came.</summary>
/// <param name="Reader">Who; all stays of a reader together must be the whole log.</param>
/// <param name="Where">Node and door.</param>
/// <param name="After">The position it resumed from; null where it began is the server's choice.</param>
internal sealed record Stay(string Reader, string Where, string Conversation, long? After)
{
    /// <summary>One writer: the connection's reader.</summary>
    public List<Sighting> Seen { get; } = [];

    public override string ToString() => $"{Reader} at {Where} in {Conversation}";
}

/// <param name="Position">Null at doors that don't show it.</param>
/// <param name="Id">As <paramref name="Position"/>.</param>
internal readonly record struct Sighting(long? Position, string? Id, string Text);

/// <summary>An entry of the log, as history has it after everything.</summary>
internal readonly record struct LogEntry(long Position, string Author, string? Id, string Text);

/// <summary>A question of a writer, after a post was accepted, for the entry at its position.</summary>
/// <param name="Found">The client id there; null: nothing.</param>
internal readonly record struct Look(Post Post, long Position, string? Found);
