namespace Parley.Faults.Records;

internal enum Breach
{
    /// <summary>Accepted, and not in the log at the place that was told.</summary>
    Lost,

    /// <summary>Twice in the log, at two places, or twice at one reader.</summary>
    Doubled,

    /// <summary>A place in the log that nothing has, or that a reader was not shown.</summary>
    Gap,

    /// <summary>Shown or numbered in another order.</summary>
    Reordered,

    /// <summary>Shown or logged, and not what was posted, or by nobody.</summary>
    Phantom,

    /// <summary>Refused, and in the log all the same.</summary>
    Refused,

    /// <summary>Two nodes have two logs.</summary>
    Split,

    /// <summary>A session did not find what it had posted.</summary>
    Unseen,
}

internal readonly record struct Violation(Breach Breach, string What);

/// <summary>Compares the record of a run with the promise, and says every way in which it was broken. Pure.</summary>
/// <remarks>
/// Accepted is kept, where it was told; one order for all, which agrees with time: what was answered before something else was
/// begun stands before it; exactly once; no gap at any reader; own posts are found; what was refused is not there.
/// </remarks>
internal static class Checker
{
    public static IReadOnlyList<Violation> Check(History history)
    {
        var posts = history.Posts.ToLookup(p => p.Conversation, StringComparer.Ordinal);
        var stays = history.Stays.ToLookup(s => s.Conversation, StringComparer.Ordinal);
        List<Violation> found = [];
        foreach (var (conversation, logs) in history.Logs)
        {
            var log = new CheckedLog(conversation, logs[0]);
            found.AddRange(log.Itself());
            found.AddRange(logs.Skip(1).SelectMany(other => log.Against(other)));
            found.AddRange(log.Posts([.. posts[conversation]]));
            found.AddRange(stays[conversation].SelectMany(log.Stay));
            found.AddRange(history.Complete.Where(c => c.Conversation == conversation).SelectMany(c => log.Whole(c.Reader, stays[conversation].Where(s => s.Reader == c.Reader))));
        }
        found.AddRange(posts.Where(g => !history.Logs.ContainsKey(g.Key)).SelectMany(g => g).Where(p => p.IsAccepted).Select(p => new Violation(Breach.Lost, $"{p} was accepted in a conversation without a log")));
        found.AddRange(history.Looks.Where(l => l.Found != l.Post.Id).Select(l => new Violation(Breach.Unseen, $"{l.Post.Author} asked for {l.Position} of {l.Post.Conversation} and found {l.Found ?? "nothing"} instead of {l.Post.Id}")));
        return found;
    }
}
