namespace Parley.BlackBox.Proof;

/// <summary>The negative control: a checker that finds nothing in doctored records would prove nothing.</summary>
public sealed class LogCheckerTests
{
    private static readonly SeenEntry[] Log = [new(1, "a1", "uno"), new(2, "b1", "dos"), new(3, "a2", "tres")];
    private static readonly string[] Sent = ["a1", "a2"];

    [Fact]
    public void Sound_records_draw_no_complaint() => Assert.Empty(Complaints(Log, accepted: Log, seen: Log[1..]));

    [Fact]
    public void A_missing_message_is_found() =>
        Assert.Contains(Complaints([Log[0], Log[1]], accepted: Log, seen: []), c => c.StartsWith("accepted, but not in the log", StringComparison.Ordinal));

    [Fact]
    public void A_doubled_message_is_found() =>
        Assert.Contains(Complaints([.. Log, Log[0] with { Position = 4 }], accepted: Log, seen: []), c => c.StartsWith("in the log 2 times", StringComparison.Ordinal));

    [Fact]
    public void A_gap_in_the_log_is_found() =>
        Assert.Contains(Complaints([Log[0], Log[2]], accepted: [], seen: []), c => c.Contains("where 2 belongs", StringComparison.Ordinal));

    [Fact]
    public void A_reordered_transcript_is_found() =>
        Assert.Contains(Complaints(Log, accepted: [], seen: [Log[1], Log[0]]), c => c.Contains("came after", StringComparison.Ordinal));

    [Fact]
    public void A_message_skipped_or_shown_twice_to_a_receiver_is_found()
    {
        Assert.NotEmpty(Complaints(Log, accepted: [], seen: [Log[0], Log[2]]));
        Assert.NotEmpty(Complaints(Log, accepted: [], seen: [Log[0], Log[0]]));
    }

    [Fact]
    public void A_message_shown_but_never_logged_is_found() =>
        Assert.Contains(Complaints(Log, accepted: [], seen: [new(4, "c1", "fantasma")]), c => c.Contains("shown, but not in the log", StringComparison.Ordinal));

    [Fact]
    public void A_changed_text_or_place_is_found()
    {
        Assert.NotEmpty(Complaints(Log, accepted: [Log[0] with { Text = "otra" }], seen: []));
        Assert.NotEmpty(Complaints(Log, accepted: [Log[0] with { Position = 2 }], seen: []));
    }

    [Fact]
    public void A_senders_messages_out_of_their_order_are_found() =>
        Assert.Contains(Complaints([Log[2] with { Position = 1 }, Log[1], Log[0] with { Position = 3 }], accepted: [], seen: []), c => c.StartsWith("reordered", StringComparison.Ordinal));

    private static IReadOnlyList<string> Complaints(SeenEntry[] history, SeenEntry[] accepted, SeenEntry[] seen) =>
        LogChecker.Complaints(history, accepted, [seen], [Sent]);
}
