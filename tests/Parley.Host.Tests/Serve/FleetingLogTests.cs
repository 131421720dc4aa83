using System.Text;
using Parley.Contracts;
using Parley.Core;
using Parley.Core.Accounts;
using Parley.Core.InMemory;
using Parley.Core.Ports;
using Parley.Host.Serve;
using Parley.Testing;
using Xunit;

namespace Parley.Host.Tests.Serve;

public sealed class FleetingLogTests
{
    private static readonly ConversationId Room = new(1);

    private readonly MemoryStore _store = new(new FakeTime());

    private Stores Stores => new(_store.Log, _store.Accounts, _store.Tokens, _store.Rooms, _store.Claims, _store.KeyValue);

    [Fact]
    public async Task Messages_are_read_back_in_this_run_and_are_not_in_the_store()
    {
        var ana = await AccountAsync("ana");
        var log = await FleetingLog.OpenAsync(Stores, default);
        Assert.True((await log.SpanAsync(Room, default)) is var empty && empty.First.Value == empty.Head.Value + 1);

        var first = await AppendAsync(log, ana, "one");
        var second = await AppendAsync(log, ana, "two", replyTo: first);

        var entries = await log.ReadBeforeAsync(Room, null, 10, default);
        Assert.Equal([("ana", first, Position.None), ("ana", second, first)], entries.Select(e => (e.AuthorLogin, e.Position, e.ReplyTo)));
        Assert.Equal([second], (await log.ReadAfterAsync(Room, first, 10, default)).Select(e => e.Position));
        Assert.Equal([first], (await log.ReadBeforeAsync(Room, second, 10, default)).Select(e => e.Position));
        Assert.Equal([first], (await log.SearchAsync(new("one", [Room], 10), default)).Entries.Select(e => e.Position));
        Assert.Equal(new LogSpan(first, second), await log.SpanAsync(Room, default));
        Assert.Equal(Position.None, (await _store.Log.SpanAsync(Room, default)).Head);
    }

    [Fact]
    public async Task No_position_is_given_twice_over_runs_and_what_was_kept_before()
    {
        var ana = await AccountAsync("ana");
        var kept = await AppendAsync(_store.Log, ana, "kept");
        var one = await AppendAsync(await FleetingLog.OpenAsync(Stores, default), ana, "one");
        var log = await FleetingLog.OpenAsync(Stores, default);
        var two = await AppendAsync(log, ana, "two");

        Assert.True(kept.Value < one.Value && one.Value < two.Value);
        Assert.Equal([two], (await log.ReadAfterAsync(Room, kept, 10, default)).Select(e => e.Position));
        Assert.Equal([two], (await log.ReadAfterAsync(Room, one, 10, default)).Select(e => e.Position));
        Assert.Empty(await log.ReadBeforeAsync(Room, one, 10, default));
    }

    [Fact]
    public async Task Of_a_room_that_ended_nothing_stays()
    {
        var ana = await AccountAsync("ana");
        var log = await FleetingLog.OpenAsync(Stores, default);
        var last = await AppendAsync(log, ana, "one");

        await log.EndAsync(Room, default);

        Assert.Empty(await log.ReadBeforeAsync(Room, null, 10, default));
        Assert.Empty(await log.ReadAuthorAsync(ana, 0, 10, default));
        Assert.Equal(last, await AppendAsync(log, ana, "the heap has forgotten the position too"));
    }

    [Fact]
    public async Task Export_and_erasure_reach_what_was_kept_before_too()
    {
        var ana = await AccountAsync("ana");
        await AppendAsync(_store.Log, ana, "kept");
        var log = await FleetingLog.OpenAsync(Stores, default);
        await AppendAsync(log, ana, "fleeting");

        var exported = new List<string>();
        for (var page = await log.ReadAuthorAsync(ana, 0, 10, default); page.Count > 0; page = await log.ReadAuthorAsync(ana, page[^1].Cursor, 10, default))
            exported.AddRange(page.Select(e => Encoding.UTF8.GetString(e.Entry.Body.Span)));

        Assert.Equal(["kept", "fleeting"], exported);
        Assert.Equal(2, await log.EraseAuthorAsync(ana, default));
    }

    [Fact]
    public async Task A_conversation_keeps_its_last_entries_only_and_goes_on_counting()
    {
        var (ana, log) = (await AccountAsync("ana"), await FleetingLog.OpenAsync(Stores, default));
        var first = await AppendAsync(log, ana, "first");
        for (var i = 1; i < 2 * FleetingLog.Kept; i++)
            await AppendAsync(log, ana, "more");

        var span = await log.SpanAsync(Room, default);
        Assert.Equal(first.Value + (2 * FleetingLog.Kept) - 1, span.Head.Value);
        Assert.InRange(span.Head.Value - span.First.Value + 1, FleetingLog.Kept, FleetingLog.Kept * 3 / 2);
        Assert.Empty((await log.SearchAsync(new("first", [Room], 10), default)).Entries);
        Assert.Equal(span.First, (await log.ReadAfterAsync(Room, first, 1, default)).Single().Position);
    }

    private async Task<AccountId> AccountAsync(string name)
    {
        Assert.True(Login.TryParse(name, out var login));
        var account = await _store.Accounts.CreateAsync(login, name, new Profile("", "", null, ""), new ScramVerifier(default, 4096, default, default), Role.User, default, default);
        return account!.Id;
    }

    private static async Task<Position> AppendAsync(IMessageLog log, AccountId author, string text, Position replyTo = default)
    {
        var entry = new NewEntry(Room, EntryKind.Message, author, default, Encoding.UTF8.GetBytes(text)) { ReplyTo = replyTo };
        return Assert.Single(await log.AppendAsync([entry], default)).Position;
    }
}
