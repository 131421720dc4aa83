namespace Parley.Storage.Metrics;

/// <summary>How the store is doing, for an operator. Means are over the last twenty commits or so.</summary>
/// <param name="Engine">Name and version of what keeps the rows.</param>
/// <param name="QueueLength">Writes that wait to be begun.</param>
/// <param name="Rows">Rows written by all <paramref name="Commits"/> since the start, about.</param>
/// <param name="HeadsCached">Conversations whose last position is known without asking the database.</param>
/// <param name="Seq">The last entry of the log, counted over all conversations; where there are many nodes, the last of this one.</param>
/// <param name="SearchSeq">The last entry that search covers; -1 before its index is open.</param>
public readonly record struct StoreFigures(
    string Engine, int QueueLength, long Commits, long Rows, int LastBatch, double MeanBatch, TimeSpan LastCommit, TimeSpan MeanCommit, int HeadsCached, long Seq, long SearchSeq);
