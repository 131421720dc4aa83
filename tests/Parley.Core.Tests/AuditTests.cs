using Microsoft.Extensions.Logging.Abstractions;
using Parley.Contracts;
using Parley.Core.InMemory;
using Parley.Core.Operators;
using Parley.Testing;
using Xunit;

namespace Parley.Core.Tests;

public sealed class AuditTests
{
    [Fact]
    public async Task Acts_are_listed_newest_first_with_their_time_and_in_pages()
    {
        var time = new FakeTime();
        var audit = new Audit(new MemoryKeyValue(), time, NullLogger.Instance);
        for (var i = 1; i <= 5; i++)
        {
            await audit.NoteAsync(new AuditEntry(AuditActs.RoleChanged, By: 1, Account: i), default);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        var first = await audit.ListAsync(null, 3, default);
        var second = await audit.ListAsync(first[^1].Number, 3, default);

        Assert.Equal([5L, 4, 3, 2, 1], first.Concat(second).Select(e => e.Account!.Value));
        Assert.Equal(TimeSpan.FromSeconds(1), first[0].Time - first[1].Time);
    }

    [Fact]
    public async Task Numbers_go_on_over_a_restart()
    {
        var store = new MemoryKeyValue();
        var time = new FakeTime();
        await new Audit(store, time, NullLogger.Instance).NoteAsync(new AuditEntry(AuditActs.RoomKept), default);
        var again = new Audit(store, time, NullLogger.Instance);
        await again.NoteAsync(new AuditEntry(AuditActs.RoomDeleted), default);

        Assert.Equal([(2, AuditActs.RoomDeleted), (1, AuditActs.RoomKept)], (await again.ListAsync(null, 10, default)).Select(e => (e.Number, e.Act)));
    }

    [Fact]
    public async Task What_anybody_can_cause_is_bounded_and_pushes_no_act_out()
    {
        var audit = new Audit(new MemoryKeyValue(), new FakeTime(), NullLogger.Instance);
        await audit.NoteAsync(new AuditEntry(AuditActs.RoleChanged, By: 1), default);
        for (var i = 0; i < Audit.CommonKept + 50; i++)
            await audit.NoteOwnAsync(new AuditEntry(AuditActs.AccountExported, By: 2, Account: 2), default);

        var all = await audit.ListAsync(null, int.MaxValue, default);
        Assert.Equal(Audit.CommonKept + 1, all.Count);
        Assert.Equal(AuditActs.RoleChanged, all[^1].Act);
    }

    [Fact]
    public async Task Refused_logins_are_noted_with_the_account_only_where_there_is_one()
    {
        await using var chat = await TestChat.StartAsync();
        await chat.ComeAsync("ana");
        var stranger = chat.Connect(address: "192.0.2.7", exempt: true);
        await stranger.RefusedAsync(new PasswordLogin("ana", "wrong password"));
        await stranger.RefusedAsync(new PasswordLogin("my-password-by-mistake", "x"));
        await stranger.RefusedAsync(new TokenLogin("parley_nonsense"));
        // Written behind the refusal: the next entry waits for them.
        await chat.Chat.Audit.NoteAsync(new AuditEntry(AuditActs.SettingsReloaded), default);

        var refused = (await chat.Chat.Audit.ListAsync(null, 10, default)).Where(e => e.Act == AuditActs.LoginRefused).ToList();
        Assert.Equal(3, refused.Count);
        Assert.All(refused, e => Assert.Equal("192.0.2.7", e.Address));
        Assert.Single(refused, e => e.Account is not null);
        Assert.Equal(3, chat.Chat.Logins.Refused);
    }

    [Fact]
    public async Task An_erasure_by_the_person_is_noted_by_number_and_without_a_name()
    {
        await using var chat = await TestChat.StartAsync();
        var ana = await chat.ComeAsync("ana");
        var number = ana.Session.Account!.Id.Value;
        await ana.DoAsync(new DeleteAccount(TestChat.Password));

        var entry = Assert.Single(await chat.Chat.Audit.ListAsync(null, 10, default));
        Assert.Equal((AuditActs.AccountErased, number, number), (entry.Act, entry.By, entry.Account));
    }
}
