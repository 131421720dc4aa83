using Parley.Contracts;
using Parley.Core.InMemory;
using Parley.Core.Ports;
using Parley.Testing;
using Xunit;

namespace Parley.Core.Tests.Nodes;

/// <summary>The database is put back to an older state under the running nodes.</summary>
public sealed class PutBackTests
{
    private SteeredLog _log = null!;

    [Fact]
    public async Task What_was_not_appended_says_nothing_of_the_log()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var ana = await nodes.One.ComeAsync("ana");
        await ana.DoAsync(new Post("hola", "c1"));
        await ana.DoAsync(new Post("hola", "c1"));
        Assert.Equal((int)ErrorCode.ClientIdReused, await ana.RefusedAsync(new Post("adios", "c1")));
        await ana.DoAsync(new Ping());
        await ana.Door.SeesAsync<Pong>();
        Assert.Null(ana.Door.Closed);
    }

    [Fact]
    public async Task What_is_said_next_is_shown_and_whoever_was_there_is_asked_to_come_anew()
    {
        await using var nodes = await StartAsync();
        var (ana, bob) = (await nodes.One.ComeAsync("ana"), await nodes.Other.ComeAsync("bob"));
        await ana.Door.SeesAsync<MemberJoined>(e => e.Login == "bob");
        for (var i = 1; i <= 5; i++)
            await ana.DoAsync(new Post($"old {i}"));
        await nodes.ToldAsync(bob, told => told.OfType<Message>().Count() == 5);
        await PutBackAsync(nodes, nodes.One.Chat.Rooms.Default.Id, ana, 2);

        // No time passes: what the log answers tells the node of the writer.
        await ana.DoAsync(new Post("new"));
        await ana.Door.SeesAsync<Message>(m => m is { Text: "new", Position.Value: 3 });
        await Eventually.TrueAsync(() => ana.Door.Closed is not null, "asked to come anew");
        Assert.Equal((CloseReason.InternalError, 1), (ana.Door.Closed!.Reason, ana.Door.Closed.RetryAfter));
        // The comparison of heads tells the other.
        await nodes.PassAsync(TimeSpan.FromMilliseconds(100), () => bob.Door.Closed is not null);
        var eva = await nodes.Other.ComeAsync("eva", placed: false);
        await eva.DoAsync(new JoinRoom("default"));
        Assert.Equal(3, (await eva.Door.SeesAsync<RoomEntered>()).Head.Value);
        await ana.DoAsync(new Post("newer"));
        await eva.Door.SeesAsync<Message>(m => m is { Text: "newer", Position.Value: 4 });
    }

    [Fact]
    public async Task Who_comes_back_with_a_position_that_the_log_lacks_begins_anew()
    {
        await using var nodes = await StartAsync();
        var ana = await nodes.One.ComeAsync("ana");
        for (var i = 1; i <= 5; i++)
            await ana.DoAsync(new Post($"old {i}"));
        await ana.Door.UntilAsync(told => told.OfType<Posted>().Count() == 5);
        var room = nodes.One.Chat.Rooms.Default.Id;
        await PutBackAsync(nodes, room, ana, 2);
        await nodes.PassAsync(TimeSpan.FromMilliseconds(100), () => ana.Door.Closed is not null);
        var back = await nodes.Other.ComeAsync("bob", placed: false);
        Assert.Equal((int)ErrorCode.RoomMadeAnew, await back.RefusedAsync(new JoinRoom("default", 5, room.Value)));
        await back.DoAsync(new JoinRoom("default", 2, room.Value));
        Assert.Equal(2, (await back.Door.SeesAsync<RoomEntered>()).Head.Value);
    }

    [Fact]
    public async Task A_private_conversation_goes_on_too()
    {
        await using var nodes = await StartAsync();
        var (ana, bob) = (await nodes.One.ComeAsync("ana"), await nodes.One.ComeAsync("bob"));
        for (var i = 1; i <= 3; i++)
            await ana.DoAsync(new Post($"old {i}") { To = "bob" });
        await bob.Door.UntilAsync(told => told.OfType<Message>().Count() == 3);
        await PutBackAsync(nodes, bob.Door.Told.OfType<Message>().First().Conversation, ana, 1);
        await ana.DoAsync(new Post("new") { To = "bob" });
        await bob.Door.SeesAsync<Message>(m => m is { Text: "new", Position.Value: 2 });
        await Eventually.TrueAsync(() => ana.Door.Closed is not null && bob.Door.Closed is not null, "asked to come anew");
    }

    private Task<TwoNodes> StartAsync() => TwoNodes.StartAsync(
        one: stores => stores with { Messages = _log = new SteeredLog(stores.Messages) },
        other: stores => stores with { Messages = _log });

    /// <summary>As it was after so many entries of a conversation, and with nothing else.</summary>
    private async Task PutBackAsync(TwoNodes nodes, ConversationId conversation, TestClient author, int entries)
    {
        var older = new MemoryMessageLog((MemoryAccountStore)nodes.One.Stores.Accounts, (MemoryRoomStore)nodes.One.Stores.Rooms);
        foreach (var entry in await _log.ReadAfterAsync(conversation, Position.None, entries, default))
            await older.AppendAsync([new NewEntry(conversation, entry.Kind, author.Session.Account!.Id, entry.Time, entry.Body, null)], default);
        _log.PutBack(older);
    }
}
