using Parley.Contracts;
using Xunit;

namespace Parley.Core.Tests;

/// <summary>Faults that were found by trying to break the promise, each kept out by a test.</summary>
public sealed class FoundFaultsTests
{
    [Fact]
    public async Task An_edit_that_races_a_redaction_is_shown_before_it_or_not_at_all()
    {
        await using var test = await TestChat.StartAsync();
        var bob = await test.ComeAsync("bob");
        var one = await test.ComeAsync("ana");
        var two = await test.ComeAsync("ana");
        for (var round = 0; round < 50; round++)
        {
            bob.Door.Forget();
            await one.DoAsync(new Post("x"));
            var target = (await bob.Door.SeesAsync<Message>()).Position.Value;
            await Task.WhenAll(
                Task.Run(() => one.DoAsync(new RedactMessage(target)).AsTask()),
                Task.Run(async () =>
                {
                    for (var i = 0; i < 5; i++)
                        await two.DoAsync(new EditMessage(target, $"{i}"));
                }));
            await two.DoAsync(new Ping());
            await bob.Door.SeesAsync<Redaction>();
            var told = bob.Door.Told.ToList();
            Assert.DoesNotContain(told.Skip(told.FindIndex(e => e is Redaction)), e => e is Edit);
        }
    }

    [Fact]
    public async Task Reading_makes_no_conversation_that_the_other_would_see()
    {
        await using var test = await TestChat.StartAsync();
        var bob = await test.ComeAsync("bob");
        var eva = await test.ComeAsync("eva");
        Assert.Equal((int)ErrorCode.NoConversation, await eva.RefusedAsync(new ReadHistory { To = "bob" }));
        Assert.Equal((int)ErrorCode.NoConversation, await eva.RefusedAsync(new RedactMessage(1) { To = "bob" }));
        await bob.DoAsync(new ListConversations());
        Assert.Empty((await bob.Door.SeesAsync<ConversationList>()).Conversations);
    }

    [Fact]
    public async Task An_answer_to_a_message_that_does_not_exist_is_refused()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        Assert.Equal((int)ErrorCode.NoSuchMessage, await ana.RefusedAsync(new Post("x", ReplyTo: 7)));
    }

    [Fact]
    public async Task A_page_ends_before_it_grows_too_large_and_says_that_there_is_more()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        for (var i = 0; i < 200; i++)
            await ana.DoAsync(new Post(new string('x', 4000)));
        await ana.DoAsync(new ReadHistory(After: 0, Limit: 1000));
        var page = await ana.Door.SeesAsync<HistoryPage>();
        Assert.True(page.More);
        Assert.InRange(page.Entries.Count, 1, 66);
    }

    [Fact]
    public async Task An_ended_room_is_out_of_the_list_when_its_people_are_told()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        var bob = await test.ComeAsync("bob");
        await ana.DoAsync(new CreateRoom("uci"));
        await bob.DoAsync(new EnterRoom("uci"));
        await ana.DoAsync(new DeleteRoom("uci"));
        await bob.Door.SeesAsync<RoomClosed>();
        await bob.DoAsync(new ListRooms());
        Assert.Equal(["default"], (await bob.Door.SeesAsync<RoomList>()).Rooms.Select(r => r.Room));
    }

    [Fact]
    public async Task Answers_and_refusals_come_in_the_order_of_the_requests()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        await ana.DoAsync(new Post("uno") { Ref = 1 });
        await ana.DoAsync(new Post("") { Ref = 2 });
        await ana.DoAsync(new Post("tres") { Ref = 3 });
        await ana.DoAsync(new Ping { Ref = 4 });
        Assert.Equal([1, 2, 3, 4], ana.Door.Told.Where(e => e.Ref is not null).Select(e => e.Ref!.Value));
    }
}
