namespace Parley.Storage.Sqlite;

/// <summary>How the store is doing, for an operator. Means are over the last twenty commits or so.</summary>
/// <param name="QueueLength">Writes that wait to be begun.</param>
/// <param name="Rows">Rows written by all <paramref name="Commits"/> since the start, about.</param>
/// <param name="HeadsCached">Conversations whose last position is known without asking the database.</param>
/// <param name="Seq">The last entry of the log, counted over all conversations.</param>
/// <param name="SearchSeq">The last entry that search covers; -1 before its index is open.</param>
public readonly record struct StoreFigures(
    string SqliteVersion, int QueueLength, long Commits, long Rows, int LastBatch, double MeanBatch, TimeSpan LastCommit, TimeSpan MeanCommit, int HeadsCached, long Seq, long SearchSeq);
