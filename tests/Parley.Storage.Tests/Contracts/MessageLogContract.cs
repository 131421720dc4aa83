using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Ports;
using Parley.Core.Rooms;
using Parley.Storage.Tests.Postgres;
using Parley.Storage.Tests.Support;
using static Parley.Storage.Tests.Support.Entries;

namespace Parley.Storage.Tests.Contracts;

public sealed class MemoryMessageLogTests : MessageLogContract<MemoryStores>;

public sealed class SqliteMessageLogTests : MessageLogContract<SqliteStores>;

public sealed class PostgresMessageLogTests : MessageLogContract<PostgresStores>;

public abstract class MessageLogContract<TStores> : Contract<TStores>
    where TStores : Stores, new()
{
    private IMessageLog Log => Stores.Log;

    [Fact]
    public async Task Entries_are_numbered_from_one_without_gaps_in_each_conversation()
    {
        var other = new ConversationId(8);
        var outcomes = await Log.AppendAsync([Message("a"), Message("b", room: other), Message("c"), Message("d", room: other)], Token);

        Assert.Equal([1, 1, 2, 2], outcomes.Select(o => o.Position.Value));
        Assert.All(outcomes, o => Assert.Equal(AppendStatus.Appended, o.Status));
        Assert.Equal(["a", "c"], (await Log.AllAsync()).Texts());
        Assert.Equal(["b", "d"], (await Log.AllAsync(other)).Texts());
    }

    [Fact]
    public async Task Everything_of_an_entry_comes_back()
    {
        await Log.AppendAsync(Message("uno"));
        var entry = Message("sí, señor\n\0", Bob, id: "id-1") with
        {
            Kind = EntryKind.Reaction,
            Target = new Position(1),
            ReplyTo = new Position(1),
            Thread = new Position(1),
            AuthoredAt = Noon.AddHours(-3),
            OriginId = "peer/9",
            Signature = new byte[] { 1, 0, 255 },
        };
        await Log.AppendAsync(entry);

        var read = (await Log.AllAsync())[1];
        Assert.Equal((Room, new Position(2), EntryKind.Reaction, Bob, "erased-2", Noon), (read.Conversation, read.Position, read.Kind, read.Author, read.AuthorLogin, read.Time));
        Assert.Equal(("id-1", new Position(1), new Position(1), new Position(1)), (read.ClientId, read.Target, read.ReplyTo, read.Thread));
        Assert.Equal((Noon.AddHours(-3), "peer/9", false), (read.AuthoredAt, read.OriginId, read.Erased));
        Assert.Equal("sí, señor\n\0", read.Text());
        Assert.Equal([1, 0, 255], read.Signature.ToArray());
    }

    [Fact]
    public async Task A_guest_is_known_by_the_name_in_the_entry_and_stays_so_when_it_is_taken_back()
    {
        await Log.AppendAsync(Message("hola", AccountId.Guest) with { AuthorName = "zoe[w]" });
        await Log.AppendAsync(Message("otra", AccountId.Guest) with { AuthorName = "leo" });
        await Log.AppendAsync(Redaction(1));

        var read = await Log.AllAsync();
        Assert.Equal([("zoe[w]", true), ("leo", false), ("erased-1", false)], read.Select(e => (e.AuthorLogin, e.Erased)));
        Assert.True(read[0].Author.IsGuest && read[0].Body.IsEmpty);
    }

    [Fact]
    public async Task Another_name_of_an_account_goes_with_its_texts()
    {
        await Log.AppendAsync(Message("uno", Bob) with { AuthorName = "roberto" });
        await Log.AppendAsync(Message("dos", Bob) with { AuthorName = "bobby" });
        Assert.Equal(["roberto", "bobby"], (await Log.AllAsync()).Select(e => e.AuthorLogin));

        Assert.Equal(2, await Log.EraseAuthorAsync(Bob, Token));
        Assert.All(await Log.AllAsync(), e => Assert.Equal(("erased-2", true), (e.AuthorLogin, e.Erased)));
    }

    [Fact]
    public async Task Guests_are_not_erased_with_one_another()
    {
        await Log.AppendAsync(Message("uno", AccountId.Guest) with { AuthorName = "zoe" });
        await Log.AppendAsync(Message("dos", Ana));
        await Log.EraseAuthorAsync(Ana, Token);
        Assert.Equal(["uno", ""], (await Log.AllAsync()).Texts());
    }

    [Fact]
    public async Task Times_are_kept_to_the_millisecond_and_answered_so()
    {
        var outcome = await Log.AppendAsync(Message("a") with { Time = Noon.AddTicks(9_999) });

        Assert.Equal(Noon, outcome.Time);
        Assert.Equal(Noon, (await Log.AllAsync()).Single().Time);
    }

    [Fact]
    public async Task The_author_is_shown_by_login_while_the_account_lives()
    {
        Assert.True(Login.TryParse("Ana", out var login));
        var account = await Stores.Accounts.CreateAsync(login, "ana", Profile.Empty, new ScramVerifier(new byte[16], 4096, new byte[32], new byte[32]), Role.User, Noon, Token);
        Assert.NotNull(account);
        await Log.AppendAsync(Message("hola", account.Id));
        Assert.Equal("Ana", (await Log.AllAsync()).Single().AuthorLogin);

        await Stores.Accounts.EraseAsync(account.Id, Token);
        Assert.Equal($"erased-{account.Id}", (await Log.AllAsync()).Single().AuthorLogin);
    }

    [Fact]
    public async Task A_retry_gets_the_first_answer_and_burns_no_position()
    {
        var first = await Log.AppendAsync(Message("hola", id: "x"));
        var retry = await Log.AppendAsync(Message("hola", id: "x") with { Time = Noon.AddSeconds(9), ReplyTo = new Position(5) });
        var next = await Log.AppendAsync(Message("más"));

        Assert.Equal(new AppendOutcome(AppendStatus.Duplicate, first.Position, first.Time), retry);
        Assert.Equal(2, next.Position.Value);
    }

    [Fact]
    public async Task A_double_within_one_call_is_found()
    {
        var outcomes = await Log.AppendAsync([Message("a", id: "x"), Message("a", id: "x"), Message("b", id: "x"), Message("b", id: "y")], Token);

        Assert.Equal([AppendStatus.Appended, AppendStatus.Duplicate, AppendStatus.ClientIdReused, AppendStatus.Appended], outcomes.Select(o => o.Status));
        Assert.Equal([1, 1, 0, 2], outcomes.Select(o => o.Position.Value));
    }

    [Fact]
    public async Task A_client_id_for_anything_else_is_refused()
    {
        await Log.AppendAsync(Message("uno"));
        await Log.AppendAsync(Message("hola", id: "x"));

        Assert.Equal(AppendStatus.ClientIdReused, (await Log.AppendAsync(Message("adiós", id: "x"))).Status);
        Assert.Equal(AppendStatus.ClientIdReused, (await Log.AppendAsync(Message("hola", room: new ConversationId(8), id: "x"))).Status);
        Assert.Equal(AppendStatus.ClientIdReused, (await Log.AppendAsync(Edit(1, "hola", id: "x"))).Status);
        Assert.Equal(2, (await Log.AllAsync()).Count);
        Assert.Empty(await Log.AllAsync(new ConversationId(8)));
    }

    [Fact]
    public async Task Two_authors_may_use_the_same_client_id()
    {
        Assert.Equal(AppendStatus.Appended, (await Log.AppendAsync(Message("a", Ana, id: "x"))).Status);
        Assert.Equal(AppendStatus.Appended, (await Log.AppendAsync(Message("b", Bob, id: "x"))).Status);
    }

    [Fact]
    public async Task A_retry_of_what_is_a_tombstone_now_is_the_same_entry()
    {
        var first = await Log.AppendAsync(Message("hola", id: "x"));
        await Log.AppendAsync(Redaction(1));

        var retry = await Log.AppendAsync(Message("hola", id: "x"));

        Assert.Equal(new AppendOutcome(AppendStatus.Duplicate, first.Position, first.Time), retry);
        Assert.True((await Log.AllAsync())[0].Erased);
    }

    [Fact]
    public async Task A_redaction_leaves_tombstones_of_the_message_and_its_edits()
    {
        await Log.AppendAsync([Message("uno") with { Signature = new byte[] { 1 } }, Edit(1, "dos"), Message("otro"), Edit(3, "otro más"), Redaction(1)], Token);

        var all = await Log.AllAsync();
        Assert.Equal([true, true, false, false, false], all.Select(e => e.Erased));
        Assert.Equal(["", "", "otro", "otro más", ""], all.Texts());
        Assert.Equal(EntryKind.Edit, all[1].Kind);
        Assert.True(all[0].Signature.IsEmpty);
    }

    [Fact]
    public async Task An_edit_or_redaction_that_comes_after_the_redaction_is_refused_and_burns_no_position()
    {
        await Log.AppendAsync([Message("uno"), Redaction(1)], Token);

        Assert.Equal(AppendStatus.TargetErased, (await Log.AppendAsync(Edit(1, "uno otra vez"))).Status);
        Assert.Equal(AppendStatus.TargetErased, (await Log.AppendAsync(Redaction(1))).Status);
        Assert.Equal(2, (await Log.AllAsync()).Count);
        Assert.Empty(await Log.FindAsync("uno"));
    }

    [Fact]
    public async Task Outdated_rules_are_refused_and_burn_no_position()
    {
        Assert.True(RoomName.TryParse("uci", out var name));
        var room = await Stores.Rooms.CreateAsync(name, RoomLifetime.Kept, Ana, Noon, Token);
        Assert.NotNull(room);
        Assert.Equal(AppendStatus.Appended, (await Log.AppendAsync(Message("a", room: room.Id, id: "x") with { RulesVersion = 1 })).Status);
        await Stores.Rooms.UpdateAsync(room with { Topic = "turnos" }, Token);

        Assert.Equal(AppendStatus.RulesOutdated, (await Log.AppendAsync(Message("b", room: room.Id) with { RulesVersion = 1 })).Status);
        Assert.Equal(AppendStatus.Duplicate, (await Log.AppendAsync(Message("a", room: room.Id, id: "x") with { RulesVersion = 1 })).Status);
        Assert.Equal(2, (await Log.AppendAsync(Message("b", room: room.Id) with { RulesVersion = 2 })).Position.Value);

        await Stores.Rooms.CloseAsync(room.Id, Noon, Token);
        Assert.Equal(AppendStatus.RulesOutdated, (await Log.AppendAsync(Message("c", room: room.Id) with { RulesVersion = 2 })).Status);
    }

    [Fact]
    public async Task An_entry_decided_on_another_head_than_the_last_is_refused_and_burns_no_position()
    {
        Assert.Equal(1, (await Log.AppendAsync(Message("a", id: "x") with { Head = Position.None })).Position.Value);
        Assert.Equal(2, (await Log.AppendAsync(Message("b") with { Head = new Position(1) })).Position.Value);

        foreach (var head in (long[])[0, 1, 3])
            Assert.Equal((AppendStatus.HeadMoved, Position.None), Of(await Log.AppendAsync(Message("late") with { Head = new Position(head) })));
        // Another conversation's head is its own.
        Assert.Equal(1, (await Log.AppendAsync(Message("c", room: new ConversationId(8)) with { Head = Position.None })).Position.Value);
        Assert.Equal(AppendStatus.Duplicate, (await Log.AppendAsync(Message("a", id: "x") with { Head = Position.None })).Status);
        Assert.Equal(3, (await Log.AppendAsync(Message("d") with { Head = new Position(2) })).Position.Value);
        Assert.Equal(["a", "b", "d"], (await Log.AllAsync()).Texts());

        static (AppendStatus Status, Position Position) Of(AppendOutcome outcome) => (outcome.Status, outcome.Position);
    }

    [Fact]
    public async Task Of_entries_decided_on_the_same_head_one_is_taken()
    {
        await Log.AppendAsync(Message("a"));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(() => Log.AppendAsync(Message($"{i}", id: $"x{i}") with { Head = new Position(1) }))));

        Assert.Equal(2, Assert.Single(outcomes, o => o.Status == AppendStatus.Appended).Position.Value);
        Assert.Equal(9, outcomes.Count(o => o.Status == AppendStatus.HeadMoved));
        Assert.Equal(2, (await Log.SpanAsync(Room, Token)).Head.Value);
    }

    [Fact]
    public async Task A_head_does_not_move_with_a_trim()
    {
        await Log.AppendAsync([Message("a"), Message("b")], Token);
        await Log.TrimAsync(Room, new Position(2), Token);

        Assert.Equal(AppendStatus.HeadMoved, (await Log.AppendAsync(Message("late") with { Head = Position.None })).Status);
        Assert.Equal(3, (await Log.AppendAsync(Message("c") with { Head = new Position(2) })).Position.Value);
    }

    [Fact]
    public async Task Heads_of_many_conversations_are_read_at_once()
    {
        var (other, silent, trimmed) = (new ConversationId(8), new ConversationId(9), new ConversationId(10));
        await Log.AppendAsync([Message("a"), Message("b", room: other), Message("c"), Message("d", room: trimmed)], Token);
        await Log.TrimAsync(trimmed, new Position(1), Token);

        var heads = await Log.HeadsAsync([Room, other, silent, trimmed, Room], Token);
        Assert.Equal([(7, 2), (8, 1), (9, 0), (10, 1)], heads.OrderBy(h => h.Key.Value).Select(h => (h.Key.Value, h.Value.Value)));
        Assert.Empty(await Log.HeadsAsync([], Token));
    }

    [Fact]
    public async Task Pages_are_read_from_both_ends()
    {
        await Log.AppendAsync([.. Enumerable.Range(1, 10).Select(i => Message($"{i}"))], Token);

        Assert.Equal(["4", "5", "6"], (await Log.ReadAfterAsync(Room, new Position(3), 3, Token)).Texts());
        Assert.Equal(["8", "9", "10"], (await Log.ReadBeforeAsync(Room, null, 3, Token)).Texts());
        Assert.Equal(["2", "3"], (await Log.ReadBeforeAsync(Room, new Position(4), 2, Token)).Texts());
        Assert.Equal(["1"], (await Log.ReadBeforeAsync(Room, new Position(2), 5, Token)).Texts());
        Assert.Empty(await Log.ReadAfterAsync(Room, new Position(10), 5, Token));
        Assert.Empty(await Log.ReadBeforeAsync(Room, new Position(1), 5, Token));
        Assert.Empty(await Log.ReadAfterAsync(Room, Position.None, 0, Token));
        Assert.Empty(await Log.ReadBeforeAsync(new ConversationId(99), null, 5, Token));
    }

    [Fact]
    public async Task The_numbering_goes_on_after_a_trim()
    {
        Assert.Equal(new LogSpan(new Position(1), Position.None), await Log.SpanAsync(Room, Token));
        await Log.AppendAsync([.. Enumerable.Range(1, 5).Select(i => Message($"{i}", id: $"x{i}"))], Token);

        await Log.TrimAsync(Room, new Position(3), Token);
        Assert.Equal(new LogSpan(new Position(4), new Position(5)), await Log.SpanAsync(Room, Token));
        Assert.Equal(["4", "5"], (await Log.AllAsync()).Texts());
        Assert.Equal(["4"], (await Log.ReadBeforeAsync(Room, new Position(5), 10, Token)).Texts());

        await Log.TrimAsync(Room, new Position(100), Token);
        Assert.Equal(new LogSpan(new Position(6), new Position(5)), await Log.SpanAsync(Room, Token));
        Assert.Equal(6, (await Log.AppendAsync(Message("6"))).Position.Value);
        Assert.Equal(AppendStatus.Appended, (await Log.AppendAsync(Message("7", id: "x1"))).Status);
        Assert.Equal(new LogSpan(new Position(6), new Position(7)), await Log.SpanAsync(Room, Token));
    }

    [Fact]
    public async Task Trimming_many_entries_leaves_exactly_the_rest()
    {
        await Log.AppendAsync([.. Enumerable.Range(1, 1203).Select(i => Message($"{i}"))], Token);
        await Log.TrimAsync(Room, new Position(1201), Token);
        Assert.Equal(["1202", "1203"], (await Log.AllAsync()).Texts());
        await Log.TrimAsync(Room, new Position(5), Token);
        Assert.Equal(2, (await Log.AllAsync()).Count);
    }

    [Fact]
    public async Task Erasing_an_author_empties_all_that_they_wrote_and_nothing_else()
    {
        var other = new ConversationId(8);
        await Log.AppendAsync([.. Enumerable.Range(0, 1100).Select(i => Message($"secreto {i}", i % 2 == 0 ? Ana : Bob, i % 3 == 0 ? other : Room))], Token);

        Assert.Equal(550, await Log.EraseAuthorAsync(Ana, Token));
        Assert.Equal(0, await Log.EraseAuthorAsync(Ana, Token));

        Entry[] all = [.. await Log.AllAsync(), .. await Log.AllAsync(other)];
        Assert.Equal(1100, all.Length);
        Assert.All(all, e => Assert.Equal(e.Author == Ana, e is { Erased: true, Body.IsEmpty: true }));
        Assert.Equal(100, (await Log.FindAsync("secreto")).Count);
    }

    [Fact]
    public async Task All_that_an_author_wrote_is_read_page_by_page()
    {
        await Log.AppendAsync([.. Enumerable.Range(0, 25).Select(i => Message($"{i}", i % 2 == 0 ? Ana : Bob, new ConversationId(1 + (i % 3))))], Token);

        var texts = new List<string>();
        var cursor = 0L;
        while (await Log.ReadAuthorAsync(Ana, cursor, 4, Token) is { Count: > 0 } page)
        {
            texts.AddRange(page.Select(a => a.Entry.Text()));
            cursor = page[^1].Cursor;
        }
        Assert.Equal(Enumerable.Range(0, 25).Where(i => i % 2 == 0).Select(i => $"{i}"), texts);
    }

    [Fact]
    public async Task Eight_writers_in_eight_rooms_get_gapless_positions()
    {
        await Task.WhenAll(Enumerable.Range(1, 8).Select(writer => Task.Run(
            async () =>
            {
                for (var call = 0; call < 40; call++)
                {
                    var outcomes = await Log.AppendAsync([.. Enumerable.Range(0, 5).Select(i => Message($"{(call * 5) + i}", new AccountId(writer), new ConversationId(writer), $"{call}-{i}"))], Token);
                    Assert.Equal(Enumerable.Range((call * 5) + 1, 5), outcomes.Select(o => (int)o.Position.Value));
                }
            },
            Token)));

        for (var room = 1; room <= 8; room++)
        {
            var all = await Log.AllAsync(new ConversationId(room));
            Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), all.Select(e => e.Position.Value));
            Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), all.Texts());
        }
    }

    [Fact]
    public async Task A_cancelled_call_does_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Log.AppendAsync([Message("no")], new CancellationToken(canceled: true)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Log.ReadBeforeAsync(Room, null, 5, new CancellationToken(canceled: true)));
        Assert.Equal(1, (await Log.AppendAsync(Message("sí"))).Position.Value);
    }
}
