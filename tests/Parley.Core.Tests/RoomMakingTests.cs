using System.Reflection;
using Parley.Contracts;
using Parley.Core.Ports;
using Xunit;

namespace Parley.Core.Tests;

/// <summary>Rooms that come to be by a join.</summary>
public sealed class RoomMakingTests
{
    private SlowSpans? _log;

    [Fact]
    public async Task Who_joins_a_room_that_is_just_being_made_gets_into_it()
    {
        await using var test = await TestChat.StartAsync(with: Slowly);
        var (ana, bob) = (await test.GuestAsync("ana"), await test.GuestAsync("bob"));
        await TogetherAsync(() => ana.InAsync("uci"), () => bob.InAsync("uci"));
        Assert.DoesNotContain(bob.Door.Told, e => e is Error);
    }

    [Fact]
    public async Task Where_making_joins_what_exists_it_joins_what_is_just_being_made()
    {
        await using var test = await TestChat.StartAsync(s => s.Rooms.CreateJoinsExisting = true, Slowly);
        var (ana, bob) = (await test.ComeAsync("ana"), await test.ComeAsync("bob"));
        await TogetherAsync(() => ana.DoAsync(new CreateRoom("uci")).AsTask(), () => bob.DoAsync(new CreateRoom("uci")).AsTask());
        await bob.Door.SeesAsync<RoomEntered>(e => e.Room == "uci");
    }

    [Fact]
    public async Task A_room_that_ends_tells_the_log_of_which_nothing_is_asked_any_more()
    {
        await using var test = await TestChat.StartAsync();
        var ana = await test.ComeAsync("ana");
        await ana.DoAsync(new CreateRoom("uci"));
        var room = (await ana.Door.SeesAsync<RoomCreated>()).Conversation;
        await ana.DoAsync(new Post("hola") { Room = "uci" });
        await ana.Door.SeesAsync<Posted>();
        await ana.DoAsync(new DeleteRoom("uci"));
        await ana.Door.SeesAsync<RoomDeleted>();
        Assert.Equal(Position.None, (await test.Stores.Messages.SpanAsync(room, default)).Head);
    }

    private Stores Slowly(Stores stores) => stores with { Messages = SlowSpans.Over(stores.Messages, out _log) };

    /// <summary>The second begins while the first is making a room.</summary>
    private async Task TogetherAsync(Func<Task> first, Func<Task> second)
    {
        var made = new TaskCompletionSource();
        _log!.Until = made.Task;
        Task[] both = [first(), second()];
        made.SetResult();
        await Task.WhenAll(both);
    }
}

/// <summary>A log that answers where a conversation begins and ends only when it is let.</summary>
public class SlowSpans : DispatchProxy
{
    private IMessageLog _log = null!;

    internal Task Until { get; set; } = Task.CompletedTask;

    internal static IMessageLog Over(IMessageLog log, out SlowSpans slow)
    {
        var made = Create<IMessageLog, SlowSpans>();
        slow = (SlowSpans)(object)made;
        slow._log = log;
        return made;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IMessageLog.SpanAsync)
            ? new ValueTask<LogSpan>(SpanAsync((ConversationId)args![0]!, (CancellationToken)args[1]!))
            : targetMethod.Invoke(_log, args);

    private async Task<LogSpan> SpanAsync(ConversationId conversation, CancellationToken cancellationToken)
    {
        await Until.WaitAsync(cancellationToken);
        return await _log.SpanAsync(conversation, cancellationToken);
    }
}
