namespace Parley.Faults.Records;

/// <summary>What somebody wants said, under one client id, and every answer that the tries at it got.</summary>
/// <param name="Conversation">A room's name, or <c>a|b</c> for a pair, in order.</param>
/// <param name="Text">Unique in a run.</param>
/// <param name="Invoked">Timestamp before the first try.</param>
internal sealed record Post(string Conversation, string Author, string Id, string Text, long Invoked)
{
    private readonly Lock _lock = new();
    private Answer[] _answers = [];

    public IReadOnlyList<Answer> Answers => _answers;

    public bool IsAccepted => Array.Exists(_answers, a => a.Outcome == Outcome.Accepted);

    /// <summary>Every try was answered by a refusal that says that nothing was written.</summary>
    public bool IsRefused => _answers.Length > 0 && Array.TrueForAll(_answers, a => a.Outcome == Outcome.Refused);

    /// <summary>Any thread: two links may try the same post.</summary>
    public Post Answered(Answer answer)
    {
        lock (_lock)
            _answers = [.. _answers, answer];
        return this;
    }
}

internal enum Outcome
{
    /// <summary>Durable, at <see cref="Answer.Position"/>.</summary>
    Accepted,

    /// <summary>Nothing was written.</summary>
    Refused,

    /// <summary>No answer came, or one that leaves it open.</summary>
    Unknown,
}

/// <param name="At">Timestamp of the answer's arrival.</param>
/// <param name="Position">0 unless accepted.</param>
/// <param name="Code">The refusal's; 0 for none.</param>
internal readonly record struct Answer(long At, Outcome Outcome, long Position = 0, int Code = 0);
