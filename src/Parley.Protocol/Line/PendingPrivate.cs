using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary>A private message whose text comes on the next line: <c>#\private&lt;ana&gt;</c>, then <c>hola</c>. One for each session.</summary>
/// <remarks>
/// Pure: the caller says what time it is. A line that comes too late is dropped, not taken as a message:
/// whoever wrote it believed that only one person would read it. So no timer is needed.
/// </remarks>
public sealed class PendingPrivate
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private SendPrivate? _begun;
    private DateTimeOffset _deadline;

    /// <summary>True when the next line belongs here and not to <see cref="LineParser"/>.</summary>
    public bool IsWaiting => _begun is not null;

    /// <summary>Whom the text is for, as it was typed; null when nothing waits.</summary>
    public string? To => _begun?.OrTo ?? _begun?.To;

    /// <param name="request">Its text is null.</param>
    public void Begin(SendPrivate request, DateTimeOffset now)
    {
        _begun = request;
        _deadline = now + Limit;
    }

    /// <summary>Takes the line that follows, and waits no more.</summary>
    /// <returns>The request with its text; <see cref="Cancel"/> for an empty line or <c>#cancel</c>; null when it came too late and is dropped.</returns>
    public LineRequest? Take(string line, DateTimeOffset now)
    {
        var request = _begun ?? throw new InvalidOperationException("No private message waits for its text");
        _begun = null;
        if (string.IsNullOrWhiteSpace(line) || LineParser.Parse(line) is Cancel)
            return new Cancel();
        if (now > _deadline)
            return null;
        return request with { Text = line.StartsWith("##", StringComparison.Ordinal) ? line[1..] : line };
    }
}
