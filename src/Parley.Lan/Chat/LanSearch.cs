using Parley.Contracts;
using Parley.Core.Search;
using Parley.Lan.Replication;
using Parley.Lan.Rooms;

namespace Parley.Lan.Chat;

/// <summary>Looks for words in what this device has: as the server's search finds them, the newest in everybody's order first.</summary>
internal sealed class LanSearch(LanChat chat)
{
    /// <summary>Looked at in one go: sealed texts are opened for it, and others wait for the lock.</summary>
    private const int Stretch = 50;

    /// <summary>Not under the lock.</summary>
    /// <param name="rooms">Rooms to look in.</param>
    /// <param name="privates">Private conversations to look in.</param>
    /// <param name="before">A <see cref="SearchResults.Next"/>, or null.</param>
    /// <returns>Null: nothing is known to go on from.</returns>
    public SearchResults? Find(string query, IReadOnlyCollection<LanRoom> rooms, IReadOnlyCollection<LanHistory> privates, int limit, long? before, CancellationToken ct)
    {
        var words = SearchWords.Of(query);
        if (words.Count == 0)
            return new SearchResults([], Complete: true);
        List<(LanRoom? Room, LanHistory History, LanLine Line)> lines;
        lock (chat.State)
            lines = [.. rooms.SelectMany(r => r.History.Lines.Select(l => ((LanRoom?)r, r.History, l))), .. privates.SelectMany(p => p.Lines.Select(l => ((LanRoom?)null, p, l)))];
        lines.Sort((one, other) => EntryOrder.Instance.Compare(other.Line.Entry, one.Line.Entry));
        var start = before is { } last ? lines.FindIndex(l => LanIds.Of(l.Line.Entry) == last) + 1 : 0;
        if (before is not null && start == 0)
            return null;
        var found = new List<EntryEvent>();
        foreach (var stretch in lines.Skip(start).Chunk(Stretch))
        {
            ct.ThrowIfCancellationRequested();
            lock (chat.State)
            {
                foreach (var (room, history, line) in stretch)
                {
                    if ((room is null ? chat.CurrentOf(history, line) : chat.CurrentOf(room, line)) is not { } message || !SearchWords.Of(message.Text).ToHashSet(StringComparer.Ordinal).IsSupersetOf(words))
                        continue;
                    found.Add(message);
                    if (found.Count == limit)
                        return new SearchResults(found, Complete: true, LanIds.Of(line.Entry));
                }
            }
        }
        return new SearchResults(found, Complete: true);
    }
}
