using System.Threading.Channels;
using Parley.Contracts;
using Parley.Terminal;

namespace Parley.Client.Tests;

/// <summary>What is typed after a change of room that was lost with the link goes to no wrong room.</summary>
public sealed class HeldLinesTests : IAsyncLifetime
{
    private readonly FakeServer _server = new();
    private readonly RecordingView _view = new();
    private readonly Channel<Func<CancellationToken, Task>> _turns = Channel.CreateUnbounded<Func<CancellationToken, Task>>();
    private readonly CancellationTokenSource _stop = new();
    private ParleyClient _client = null!;
    private ChatSession _session = null!;
    private Task _reading = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _client = await Clients.ConnectedAsync(_server);
        await _client.LoginAsync("ana", "pencil");
        _session = new ChatSession(_client, _view, new ChatText("en", TimeZoneInfo.Utc, viewer: "ana"), Words.In("en"), shown: null, areNodes: false, peers: null, beginsAway: false);
        _reading = ReadAsync();
        await _session.EnterAsync("uci", CancellationToken.None);
        // That of the first connection, which has been shown by now.
        while (_turns.Reader.TryRead(out _))
        {
        }
    }

    [Fact]
    public async Task They_wait_and_follow_the_change_once_there_is_a_link_again()
    {
        CutAtFirst<JoinRoom>(_ => Lab());
        await TakeAsync("#gR lab", "hola", "#topic ward", "adiós");
        Assert.DoesNotContain(_server.Received, c => c is Post);
        await TurnAsync();
        await _session.DrainAsync();
        Assert.Equal([("lab", "hola"), ("lab", "adiós")], Posts());
        Assert.Single(_server.Received, c => c is SetTopic { Room: "lab" });
        Assert.Empty(_session.Unsent);
        Assert.Equal(0, _view.LastWaiting);
    }

    [Fact]
    public async Task They_are_told_with_their_words_where_the_change_is_refused()
    {
        CutAtFirst<JoinRoom>(_ => new Error((int)ErrorCode.NoSuchRoom, "", new Dictionary<string, string> { ["room"] = "lab" }));
        await TakeAsync("#gR lab", "for the lab only", "#passwd old new");
        await TurnAsync();
        Assert.Empty(Posts());
        Assert.Equal(["* Not sent (you are not in that room): for the lab only", "* Not sent (you are not in that room): #passwd"], _session.Unsent);
        Assert.All(_session.Unsent, line => Assert.Contains(line, _view.Notices));
        Assert.True(_session.HasFailed);
        await TakeAsync("for uci");
        await _session.DrainAsync();
        Assert.Equal([("uci", "for uci")], Posts());
    }

    [Fact]
    public async Task They_are_told_when_the_person_cancels_or_leaves_before()
    {
        CutAtFirst<JoinRoom>(_ => Lab());
        await TakeAsync("#gR lab", "one", "#cancel");
        Assert.Equal(["* Not sent (cancelled): one"], _session.Unsent);
        await TurnAsync(all: true);
        CutAtFirst<JoinRoom>(_ => Lab());
        await TakeAsync("#gR lab", "two");
        Assert.False(await _session.TakeAsync("#exit", CancellationToken.None));
        _session.Drop();
        Assert.Equal("* Not sent (you left before): two", _session.Unsent[^1]);
        Assert.Empty(Posts());
    }

    [Fact]
    public async Task A_room_that_was_made_before_the_link_was_lost_is_entered()
    {
        CutAtFirst<CreateRoom>(_ => new Error((int)ErrorCode.RoomExists, "", new Dictionary<string, string> { ["room"] = "lab" }), more: command => command switch
        {
            ListRooms => new RoomList([new RoomShown("lab", new(8), 0, Kept: false, Default: false, Yours: true, "ana")], 1),
            JoinRoom { Room: "lab" } => Lab(),
            _ => null,
        });
        await TakeAsync("#cR lab", "hola");
        await TurnAsync();
        await _session.DrainAsync();
        Assert.Equal([("lab", "hola")], Posts());
    }

    [Fact]
    public async Task A_room_to_be_entered_beside_waits_too()
    {
        CutAtFirst<JoinRoom>(_ => Lab());
        await TakeAsync("#join lab", "hola");
        await TurnAsync();
        await _session.DrainAsync();
        Assert.Empty(_session.Unsent);
        Assert.Equal(2, _server.Received.Count(c => c is JoinRoom { Room: "lab" }));
        Assert.Equal([("uci", "hola")], Posts());
    }

    [Fact]
    public async Task A_change_that_is_not_to_be_had_where_the_chat_goes_on_takes_nothing_along()
    {
        CutAtFirst<CreateRoom>(_ => new RoomCreated("lab", new(8)), more: command => command is Hello
            ? new Welcome("parley lan", "0.1.0", 1, DateTimeOffset.UnixEpoch, "es", ["scram-sha-256", "lan"], new WireLimits(4096, 65536, 1000))
            : null);
        await TakeAsync("#cR lab", "hola");
        await TurnAsync();
        await _session.DrainAsync();
        Assert.Empty(Posts());
        Assert.Equal(["* Not sent (you are not in that room): hola"], _session.Unsent);
    }

    [Fact]
    public async Task A_room_that_one_is_in_beside_comes_to_the_front_and_takes_what_is_typed()
    {
        lock (_server.Sync)
        {
            _server.Intercept = (connection, command) =>
            {
                Event? answer = command switch
                {
                    JoinRoom { Room: "lab" } => Lab(),
                    ListRooms => new RoomList([new RoomShown("lab", new(8), 3, Kept: false, Default: false, Yours: false, "bob")], 1),
                    _ => null,
                };
                if (answer is not null)
                    connection.Send(answer with { Ref = command.Ref });
                return answer is not null;
            };
        }
        await TakeAsync("#join lab", "#gR lab", "for the lab", "#gR uci", "for uci");
        await _session.DrainAsync();
        Assert.Equal([("lab", "for the lab"), ("uci", "for uci")], Posts());
        Assert.DoesNotContain(_server.Received, c => c is LeaveRoom);
    }

    [Fact]
    public async Task What_no_answer_came_to_is_told_with_its_words_at_the_end()
    {
        lock (_server.Sync)
            _server.Intercept = (_, command) => command is Post;
        await TakeAsync("hola");
        await _client.DisposeAsync();
        await _session.DrainAsync();
        Assert.EndsWith(": hola", Assert.Single(_session.Unsent), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _client.DisposeAsync();
        await _server.DisposeAsync();
        _stop.Dispose();
    }

    private static RoomEntered Lab() => new("lab", new(8), 1, Position.None, new(1), Kept: true, "ana");

    /// <summary>The first command of a kind about the lab cuts the connection; from then on it is answered.</summary>
    private void CutAtFirst<T>(Func<T, Event> then, Func<Command, Event?>? more = null)
        where T : Command
    {
        var isCut = false;
        lock (_server.Sync)
        {
            _server.Intercept = (connection, command) =>
            {
                if (!isCut && command is T && RoomOf(command) is "lab")
                {
                    isCut = true;
                    connection.Cut();
                    return true;
                }
                var answer = command switch
                {
                    T asked when RoomOf(command) is "lab" => then(asked),
                    LeaveRoom leave => new RoomLeft(leave.Room!),
                    _ => more?.Invoke(command),
                };
                if (answer is null)
                    return false;
                connection.Send(answer with { Ref = command.Ref });
                return true;
            };
        }
    }

    private static string? RoomOf(Command command) => command switch
    {
        JoinRoom join => join.Room,
        CreateRoom create => create.Room,
        _ => null,
    };

    private async Task TakeAsync(params string[] lines)
    {
        foreach (var line in lines)
            Assert.True(await _session.TakeAsync(line, CancellationToken.None));
    }

    /// <summary>What is to be done once the link is back.</summary>
    private async Task TurnAsync(bool all = false)
    {
        await Eventually.TrueAsync(() => _client.State is LinkState.Connected, "connected again");
        if (all)
            return;
        var turn = await _turns.Reader.ReadAsync().AsTask().WaitAsync(FakeServer.Patience);
        await turn(CancellationToken.None);
    }

    private List<(string?, string?)> Posts() => [.. _server.Received.OfType<Post>().Select(p => (p.Room, p.Text))];

    private async Task ReadAsync()
    {
        await foreach (var happened in _client.ReadEventsAsync(_stop.Token))
        {
            if (_session.Show(happened) is { } turn)
                _turns.Writer.TryWrite(turn);
        }
    }
}
