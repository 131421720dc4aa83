using System.Collections.Concurrent;

namespace Parley.Faults.Records;

/// <summary>The record of a run: what was asked and answered, what was seen, and the logs at its end. Any thread may add.</summary>
internal sealed class History
{
    public ConcurrentQueue<Post> Posts { get; } = new();

    public ConcurrentQueue<Stay> Stays { get; } = new();

    public ConcurrentQueue<Look> Looks { get; } = new();

    /// <summary>By conversation: its log as each node has it, in order of positions.</summary>
    public Dictionary<string, List<IReadOnlyList<LogEntry>>> Logs { get; } = new(StringComparer.Ordinal);

    /// <summary>Readers who must have seen all of a conversation.</summary>
    public HashSet<(string Reader, string Conversation)> Complete { get; } = [];
}
