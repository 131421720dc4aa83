using Parley.Contracts;
using Parley.Lan.Placing;

namespace Parley.Lan.Tests.Placing;

/// <summary>A server that places entry by entry when it is told to, and dies in the midst of it. What it has placed it keeps.</summary>
/// <param name="twice">A planted fault: it does not know what it has placed.</param>
internal sealed class SimulatedServer(bool twice = false) : IPlacingServer
{
    private readonly List<Taken> _taken = [];

    /// <summary>What it has placed, in its order.</summary>
    public List<SignedEntry> Log { get; } = [];

    public bool IsBusy => _taken.Count > 0;

    public Task<IReadOnlyList<Placement>> HandInAsync(IReadOnlyList<SignedEntry> entries, CancellationToken cancellationToken)
    {
        var taken = new Taken(entries);
        _taken.Add(taken);
        return taken.Answer.Task;
    }

    public Task<Placement> WriteAsync(string entry, ConversationCommand said, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Places the next entry of one of those that it was given, or answers.</summary>
    public void Work(Random random)
    {
        var taken = _taken[random.Next(_taken.Count)];
        if (taken.Placements.Count < taken.Entries.Count)
        {
            var entry = taken.Entries[taken.Placements.Count];
            var isKnown = !twice && Log.Exists(e => e.Hash == entry.Hash);
            if (!isKnown)
                Log.Add(entry);
            taken.Placements.Add(random.Next(40) == 0 ? new Placement(entry.Hash, Code: (int)ErrorCode.StorageUnavailable) : new Placement(entry.Hash, Duplicate: isKnown));
            return;
        }
        _taken.Remove(taken);
        taken.Answer.SetResult(taken.Placements);
    }

    /// <summary>Nobody gets an answer; what was placed is.</summary>
    public void Die()
    {
        var lost = _taken.ToList();
        _taken.Clear();
        lost.ForEach(t => t.Answer.SetException(new IOException("the server died")));
    }

    private sealed record Taken(IReadOnlyList<SignedEntry> Entries)
    {
        public List<Placement> Placements { get; } = [];

        public TaskCompletionSource<IReadOnlyList<Placement>> Answer { get; } = new();
    }
}
