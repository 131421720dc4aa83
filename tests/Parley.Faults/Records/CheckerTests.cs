namespace Parley.Faults.Records;

/// <summary>The negative control of the checker: a sound record draws no complaint, and one doctored in any way draws the right one.</summary>
public sealed class CheckerTests
{
    private const string Room = "uci";

    [Fact]
    public void A_sound_record_draws_no_complaint() => Assert.Empty(Checker.Check(Sound()));

    [Fact]
    public void An_accepted_post_that_the_log_lacks_is_found() => Expect(Breach.Lost, h => h.Logs[Room] = [Log[..2], Log[..2]]);

    [Fact]
    public void An_accepted_post_at_another_place_is_found() => Expect(Breach.Lost, h => h.Posts.First().Answered(new Answer(70, Outcome.Accepted, 2)));

    [Fact]
    public void An_accepted_post_with_another_text_is_found() => Expect(Breach.Lost, h => Doctor(h, Log[0] with { Text = "altered" }, Log[1], Log[2]));

    [Fact]
    public void An_accepted_post_of_another_author_is_found() => Expect(Breach.Lost, h => Doctor(h, Log[0] with { Author = "eva" }, Log[1], Log[2]));

    [Fact]
    public void Answers_with_two_places_are_found() => Expect(Breach.Doubled, h => h.Posts.First().Answered(new Answer(70, Outcome.Accepted, 3)));

    [Fact]
    public void A_client_id_twice_in_the_log_is_found() => Expect(Breach.Doubled, h => Doctor(h, [.. Log, Log[1] with { Position = 4 }]));

    [Fact]
    public void A_reused_position_is_found() => Expect(Breach.Doubled, h => Doctor(h, Log[0], Log[1], Log[2] with { Position = 2 }));

    [Fact]
    public void A_position_that_nothing_has_is_found() => Expect(Breach.Gap, h => Doctor(h, Log[0], Log[1], Log[2] with { Position = 4 }));

    [Fact]
    public void Two_logs_are_found() => Expect(Breach.Split, h => h.Logs[Room] = [Log, [Log[0], Log[2] with { Position = 2 }, Log[1] with { Position = 3 }]]);

    [Fact]
    public void An_entry_that_nobody_posted_is_found() => Expect(Breach.Phantom, h => Doctor(h, [.. Log, new LogEntry(4, "eva", "e1", "who?")]));

    [Fact]
    public void A_refused_post_in_the_log_is_found() =>
        Expect(Breach.Refused, h =>
        {
            h.Posts.Enqueue(new Post(Room, "eva", "e1", "refused", 60).Answered(new Answer(65, Outcome.Refused, Code: 221)));
            Doctor(h, [.. Log, new LogEntry(4, "eva", "e1", "refused")]);
        });

    [Fact]
    public void A_post_that_stands_before_one_answered_before_it_was_begun_is_found() =>
        Expect(Breach.Reordered, h =>
        {
            h.Posts.Enqueue(new Post(Room, "eva", "e1", "late", 60).Answered(new Answer(65, Outcome.Accepted, 1)));
            Doctor(h, [new LogEntry(1, "eva", "e1", "late"), .. Log.Select(e => e with { Position = e.Position + 1 })]);
        });

    [Fact]
    public void A_frame_that_was_dropped_on_the_way_to_a_reader_is_found() => Expect(Breach.Gap, h => h.Stays.First().Seen.RemoveAt(1));

    [Fact]
    public void A_first_frame_that_was_dropped_after_a_resume_is_found() => Expect(Breach.Gap, h => h.Stays.First().Seen.RemoveAt(0));

    [Fact]
    public void A_last_frame_that_never_came_is_found() => Expect(Breach.Gap, h => h.Stays.First().Seen.RemoveAt(2));

    [Fact]
    public void A_frame_shown_twice_is_found() => Expect(Breach.Doubled, h => h.Stays.First().Seen.Insert(1, h.Stays.First().Seen[0]));

    [Fact]
    public void Frames_in_another_order_are_found() => Expect(Breach.Reordered, h => h.Stays.First().Seen.Reverse());

    [Fact]
    public void A_frame_with_another_text_is_found() => Expect(Breach.Phantom, h => h.Stays.First().Seen[1] = new Sighting(2, "b1", "altered"));

    [Fact]
    public void A_frame_dropped_at_a_door_without_positions_is_found() => Expect(Breach.Gap, h => h.Stays.Last().Seen.RemoveAt(1));

    [Fact]
    public void A_frame_shown_twice_at_a_door_without_positions_is_found() => Expect(Breach.Doubled, h => h.Stays.Last().Seen.Add(h.Stays.Last().Seen[2]));

    [Fact]
    public void Words_shown_that_no_log_has_are_found() => Expect(Breach.Phantom, h => h.Stays.Last().Seen.Add(new Sighting(null, null, "who?")));

    [Fact]
    public void An_own_post_that_history_lacks_is_found() => Expect(Breach.Unseen, h => h.Looks.Enqueue(new Look(h.Posts.First(), 1, null)));

    private static readonly LogEntry[] Log = [new(1, "ana", "a1", "uno"), new(2, "bob", "b1", "dos"), new(3, "ana", "a2", "tres")];

    private static void Expect(Breach breach, Action<History> doctor)
    {
        var history = Sound();
        doctor(history);
        Assert.Contains(Checker.Check(history), v => v.Breach == breach);
    }

    private static void Doctor(History history, params LogEntry[] log) => history.Logs[Room] = [log, log];

    /// <summary>Three posts, one of them tried twice; a program that resumed at 0, and somebody at a door without positions.</summary>
    private static History Sound()
    {
        var history = new History();
        history.Posts.Enqueue(new Post(Room, "ana", "a1", "uno", 10).Answered(new Answer(20, Outcome.Accepted, 1)));
        history.Posts.Enqueue(new Post(Room, "bob", "b1", "dos", 15).Answered(new Answer(25, Outcome.Unknown)).Answered(new Answer(30, Outcome.Accepted, 2)));
        history.Posts.Enqueue(new Post(Room, "ana", "a2", "tres", 40).Answered(new Answer(50, Outcome.Accepted, 3)));
        history.Posts.Enqueue(new Post(Room, "ana", "a3", "no", 40).Answered(new Answer(50, Outcome.Refused, Code: 221)));
        var program = new Stay("mia", "node 0 Line", Room, 0);
        program.Seen.AddRange(Log.Select(e => new Sighting(e.Position, e.Id, e.Text)));
        history.Stays.Enqueue(program);
        var person = new Stay("nc", "node 1 Line", Room, null);
        person.Seen.AddRange(Log.Select(e => new Sighting(null, null, e.Text)));
        history.Stays.Enqueue(person);
        history.Looks.Enqueue(new Look(history.Posts.First(), 1, "a1"));
        history.Logs[Room] = [Log, Log];
        history.Complete.Add(("mia", Room));
        return history;
    }
}
