namespace Parley.BlackBox.Proof;

/// <summary>Compares what people saw with what the log holds, and says every way in which they differ.</summary>
/// <remarks>The promise: accepted is kept, at the place told; one order for all; each once; nothing shown that is not in the log.</remarks>
public static class LogChecker
{
    /// <summary>Empty when the records agree.</summary>
    /// <param name="history">The whole log, as read after everything.</param>
    /// <param name="accepted">What senders were told was accepted: position and id; the text is what they had sent.</param>
    /// <param name="receivers">What each receiver saw, in the order it came.</param>
    /// <param name="sent">Ids of each sender in the order they were first sent.</param>
    public static IReadOnlyList<string> Complaints(
        IReadOnlyList<SeenEntry> history,
        IEnumerable<SeenEntry> accepted,
        IEnumerable<IReadOnlyList<SeenEntry>> receivers,
        IEnumerable<IReadOnlyList<string>> sent)
    {
        List<string> complaints = [.. AboutHistory(history)];
        var log = history.GroupBy(e => e.Position).ToDictionary(g => g.Key, g => g.First());
        foreach (var entry in accepted)
        {
            if (log.GetValueOrDefault(entry.Position) != entry)
                complaints.Add($"accepted, but not in the log at its place: {entry} (there: {log.GetValueOrDefault(entry.Position)})");
        }
        foreach (var (receiver, number) in receivers.Select((r, i) => (r, i)))
            complaints.AddRange(AboutReceiver(receiver, log).Select(c => $"receiver {number}: {c}"));
        foreach (var sender in sent)
            complaints.AddRange(AboutSender(sender, history));
        return complaints;
    }

    private static IEnumerable<string> AboutHistory(IReadOnlyList<SeenEntry> history)
    {
        for (var i = 0; i < history.Count; i++)
        {
            if (history[i].Position != i + 1)
                yield return $"the log has position {history[i].Position} where {i + 1} belongs";
        }
        foreach (var doubled in history.Where(e => e.Id is not null).GroupBy(e => e.Id, StringComparer.Ordinal).Where(g => g.Count() > 1))
            yield return $"in the log {doubled.Count()} times: id {doubled.Key}";
    }

    private static IEnumerable<string> AboutReceiver(IReadOnlyList<SeenEntry> seen, Dictionary<long, SeenEntry> log)
    {
        for (var i = 0; i < seen.Count; i++)
        {
            if (i > 0 && seen[i].Position != seen[i - 1].Position + 1)
                yield return $"position {seen[i].Position} came after {seen[i - 1].Position}";
            if (log.GetValueOrDefault(seen[i].Position) != seen[i])
                yield return $"shown, but not in the log: {seen[i]}";
        }
    }

    /// <summary>What one sender sent one after another stands in the log in that order.</summary>
    private static IEnumerable<string> AboutSender(IReadOnlyList<string> sent, IReadOnlyList<SeenEntry> history)
    {
        var place = history.Where(e => e.Id is not null).GroupBy(e => e.Id!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Position, StringComparer.Ordinal);
        var last = 0L;
        foreach (var id in sent.Where(place.ContainsKey))
        {
            if (place[id] < last)
                yield return $"reordered: id {id} at {place[id]} was sent after the one at {last}";
            last = place[id];
        }
    }
}
