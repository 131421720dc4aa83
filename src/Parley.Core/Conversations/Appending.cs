using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Logging;
using Parley.Core.Ports;
using Parley.Core.Sessions;

namespace Parley.Core.Conversations;

/// <summary>The answer to one post: an outcome of the log, or the refusal that kept it out.</summary>
internal readonly record struct Answer(AppendOutcome Outcome, Refusal? Refusal)
{
    public static Answer No(Refusal refusal) => new(default, refusal);

    /// <summary>Decided on what is not so any more.</summary>
    public bool IsOutdated => Outcome.Status is AppendStatus.RulesOutdated or AppendStatus.HeadMoved;
}

/// <summary>Takes decided posts to the log and turns what it says into answers; shared by rooms and pairs.</summary>
internal sealed class Appending(IMessageLog messages, ILogger log)
{
    private long _accepted;

    /// <summary>Seconds told with 221: when it makes sense to try again.</summary>
    public const int RetrySeconds = 5;

    /// <summary>Entries that became durable, since the start. Any thread.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>One answer for each entry; null entries keep the refusal that <paramref name="refusals"/> has in their place.</summary>
    public async Task<Answer[]> AppendAsync(IReadOnlyList<NewEntry?> entries, IReadOnlyList<Refusal?> refusals)
    {
        var answers = new Answer[entries.Count];
        var decided = Decided(entries);
        IReadOnlyList<AppendOutcome> outcomes = [];
        Refusal? failed = null;
        if (decided.Count > 0)
        {
            try
            {
                // Not cancelled by anybody's disconnect: once begun, the outcome must be known.
                outcomes = await messages.AppendAsync(decided, CancellationToken.None);
                Interlocked.Add(ref _accepted, CountNew(outcomes));
            }
            catch (StorageUnavailableException fault)
            {
                log.AppendFailed(decided.Count, fault);
                failed = Refusal.Of(ErrorCode.StorageUnavailable, "seconds", RetrySeconds);
            }
        }
        var next = 0;
        for (var i = 0; i < answers.Length; i++)
        {
            if (entries[i] is null)
                answers[i] = Answer.No(refusals[i]!);
            else if (failed is not null)
                answers[i] = Answer.No(failed);
            else
                answers[i] = Read(outcomes[next++], entries[i]!);
        }
        return answers;
    }

    private static int CountNew(IReadOnlyList<AppendOutcome> outcomes)
    {
        var count = 0;
        for (var i = 0; i < outcomes.Count; i++)
            count += outcomes[i].Status == AppendStatus.Appended ? 1 : 0;
        return count;
    }

    private static IReadOnlyList<NewEntry> Decided(IReadOnlyList<NewEntry?> entries)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i] is null)
                return [.. entries.OfType<NewEntry>()];
        }
        return entries!;
    }

    /// <summary>After a fault of ours: the entries may be in the log, so a retry under the same id is safe and another is not.</summary>
    public static void ReplyFault(IReadOnlyList<PendingPost> posts)
    {
        foreach (var post in posts.Where(p => !p.IsAnswered))
            post.Sender.Answered([post], [new Refusal(ErrorCode.Internal).ToError(post.Ref) with { Id = post.ClientId?.Value }]);
    }

    private static Answer Read(AppendOutcome outcome, NewEntry entry) => outcome.Status switch
    {
        AppendStatus.ClientIdReused => Answer.No(Refusal.Of(ErrorCode.ClientIdReused, "id", entry.ClientId!.Value.Value)),
        AppendStatus.TargetErased => Answer.No(Refusal.Of(ErrorCode.NoSuchMessage, "position", entry.Target)),
        AppendStatus.RulesOutdated or AppendStatus.HeadMoved => new Answer(outcome, Refusal.Of(ErrorCode.StorageUnavailable, "seconds", 1)),
        _ => new Answer(outcome, null),
    };

    /// <summary>Tells each sender, in the order of its posts, what became of them; one delivery a sender.</summary>
    public static void Reply(IReadOnlyList<PendingPost> posts, Answer[] answers, Func<PendingPost, AppendOutcome, Posted> posted)
    {
        if (posts.Count == 1)
        {
            posts[0].Sender.Answered(posts, [ReplyTo(posts[0], answers[0], posted)]);
            return;
        }
        var bySender = new Dictionary<Session, (List<PendingPost> Posts, List<Event> Replies)>();
        for (var i = 0; i < posts.Count; i++)
        {
            var post = posts[i];
            if (!bySender.TryGetValue(post.Sender, out var own))
                bySender[post.Sender] = own = ([], []);
            own.Posts.Add(post);
            own.Replies.Add(ReplyTo(post, answers[i], posted));
        }
        foreach (var (sender, own) in bySender)
            sender.Answered(own.Posts, own.Replies);
    }

    private static Event ReplyTo(PendingPost post, Answer answer, Func<PendingPost, AppendOutcome, Posted> posted) => answer.Refusal is { } refusal
        ? refusal.ToError(post.Ref) with { Id = post.ClientId?.Value }
        : posted(post, answer.Outcome) with { Ref = post.Ref, Kind = post.Kind };
}
