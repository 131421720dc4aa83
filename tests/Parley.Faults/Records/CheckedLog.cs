namespace Parley.Faults.Records;

/// <summary>One conversation's log, and what speaks against it.</summary>
internal sealed class CheckedLog(string conversation, IReadOnlyList<LogEntry> entries)
{
    private readonly Dictionary<long, LogEntry> _at = entries.GroupBy(e => e.Position).ToDictionary(g => g.Key, g => g.First());
    private readonly Dictionary<string, long> _places = entries.GroupBy(e => e.Text, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Position, StringComparer.Ordinal);

    private long Head => entries.Count == 0 ? 0 : entries[^1].Position;

    public IEnumerable<Violation> Itself()
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Position != i + 1)
            {
                yield return new(entries[i].Position <= i ? Breach.Doubled : Breach.Gap, $"{conversation}: the log has {entries[i].Position} where {i + 1} belongs");
                break;
            }
        }
        foreach (var twice in entries.Where(e => e.Id is not null).GroupBy(e => (e.Author, e.Id)).Where(g => g.Count() > 1))
            yield return new(Breach.Doubled, $"{conversation}: {twice.Key} is in the log at {string.Join(" and ", twice.Select(e => e.Position))}");
    }

    public IEnumerable<Violation> Against(IReadOnlyList<LogEntry> other)
    {
        if (!entries.SequenceEqual(other))
            yield return new(Breach.Split, $"{conversation}: two nodes have different logs, of {entries.Count} and {other.Count} entries, first at {entries.Zip(other).TakeWhile(p => p.First == p.Second).Count() + 1}");
    }

    public IEnumerable<Violation> Posts(IReadOnlyList<Post> posts)
    {
        foreach (var post in posts)
        {
            foreach (var answer in post.Answers.Where(a => a.Outcome == Outcome.Accepted))
            {
                if (!_at.TryGetValue(answer.Position, out var entry) || (entry.Id, entry.Text, entry.Author) != (post.Id, post.Text, post.Author))
                    yield return new(Breach.Lost, $"{conversation}: {post.Id} was accepted at {answer.Position}, where the log has {entry}");
            }
            if (post.Answers.Where(a => a.Outcome == Outcome.Accepted).Select(a => a.Position).Distinct().Count() > 1)
                yield return new(Breach.Doubled, $"{conversation}: {post.Id} was accepted at several places");
            if (post.IsRefused && _places.TryGetValue(post.Text, out var place))
                yield return new(Breach.Refused, $"{conversation}: {post.Id} was refused ({string.Join(", ", post.Answers.Select(a => a.Code))}) and stands at {place}");
        }
        var posted = posts.Select(p => (p.Author, p.Text)).ToHashSet();
        foreach (var entry in entries.Where(e => !posted.Contains((e.Author, e.Text))))
            yield return new(Breach.Phantom, $"{conversation}: nobody posted {entry}");
        foreach (var violation in InTime(posts))
            yield return violation;
    }

    /// <summary>From the end: nothing may have been begun after something that stands behind it was answered.</summary>
    private IEnumerable<Violation> InTime(IReadOnlyList<Post> posts)
    {
        var byText = posts.ToDictionary(p => p.Text, StringComparer.Ordinal);
        (long At, string Id) answered = (long.MaxValue, "");
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            if (!byText.TryGetValue(entries[i].Text, out var post))
                continue;
            if (post.Invoked > answered.At)
                yield return new(Breach.Reordered, $"{conversation}: {post.Id} at {entries[i].Position} was begun after {answered.Id}, behind it, was answered");
            foreach (var answer in post.Answers)
            {
                if (answer.Outcome == Outcome.Accepted && answer.At < answered.At)
                    answered = (answer.At, post.Id);
            }
        }
    }

    /// <summary>One connection: in order, each once, none left out, and as the log has it.</summary>
    public IEnumerable<Violation> Stay(Stay stay)
    {
        var last = stay.After;
        foreach (var seen in stay.Seen)
        {
            if (seen.Position is { } told && (!_at.TryGetValue(told, out var entry) || entry.Text != seen.Text || entry.Id != seen.Id))
            {
                yield return new(Breach.Phantom, $"{stay}: was shown {seen}, and the log has {_at.GetValueOrDefault(told)}");
                continue;
            }
            if ((seen.Position ?? (_places.TryGetValue(seen.Text, out var place) ? place : null)) is not { } position)
            {
                yield return new(Breach.Phantom, $"{stay}: was shown {seen}, which the log has not");
                continue;
            }
            if (last is { } before && position != before + 1)
                yield return new(position == before ? Breach.Doubled : position < before ? Breach.Reordered : Breach.Gap, $"{stay}: was shown {position} after {before}");
            last = position;
        }
    }

    /// <summary>All connections of a reader together.</summary>
    public IEnumerable<Violation> Whole(string reader, IEnumerable<Stay> stays)
    {
        var seen = stays.SelectMany(s => s.Seen).Select(s => s.Position ?? 0).ToHashSet();
        var lacking = _at.Keys.Where(p => !seen.Contains(p)).Order().ToList();
        if (lacking.Count > 0)
            yield return new(Breach.Gap, $"{conversation}: {reader} was never shown {lacking.Count} of {Head}, {lacking[0]} the first");
    }
}
