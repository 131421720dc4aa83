using Parley.Contracts;
using Parley.Terminal;

namespace Parley.Client.Tests;

/// <summary>What a person is told while their chat goes on among the peers.</summary>
public sealed class WithoutTheServerTests : IAsyncLifetime
{
    private readonly FakeServer _server = new() { IsAway = true };
    private readonly FakeDevice _device = new();
    private readonly RecordingView _view = new();
    private readonly CancellationTokenSource _end = new();
    private ParleyClient _client = null!;
    private AmongPeers _peers = null!;
    private ChatSession _session = null!;
    private Task _showing = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _device.Answering = command => command switch
        {
            JoinRoom { Room: "nowhere" } => Refuse(ErrorCode.NoSuchRoom, "room", "nowhere"),
            EditMessage edit => Refuse(ErrorCode.NoSuchMessage, "position", $"{edit.Position}"),
            Post { To: "ana" } post => new Posted(new(9), new(1), DateTimeOffset.UnixEpoch, post.Id, To: "ana"),
            Post { To: { } to } => Refuse(ErrorCode.NoSuchUser, "user", to),
            ListUsers { Scope: "all" } => new UserList("all", [new UserShown("ana", "active", [])], 1, 1),
            _ => null,
        };
        _client = new ParleyClient(Clients.Options(_server.Address));
        _client.ConnectLater("ana", Credentials.Password("ana", "pencil"), new NoServerException([_server.Address], new IOException("away")));
        _peers = new AmongPeers(_client, _device, TimeProvider.System);
        _session = new ChatSession(_client, _view, new ChatText("en", TimeZoneInfo.Utc), Words.In("en"), shown: null, areNodes: false, _peers, beginsAway: true);
        await _session.ResumeAmongPeersAsync(default);
        _showing = _session.ShowPeersAsync(_end.Token);
        await _session.EnterAmongPeersAsync(room: null, default);
    }

    [Fact]
    public void Whoever_enters_a_room_is_told_that_it_has_a_past_at_the_server() =>
        Assert.Contains("* What was said in uci at the server comes when it is back.", _view.Notices);

    [Fact]
    public async Task A_room_that_the_peers_have_not_is_refused_by_a_word_on_the_server()
    {
        await _session.TakeAsync("#gR nowhere", default);
        Assert.StartsWith("* nowhere is not to be had without the server:", _view.Notices.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_is_refused_as_it_was_typed()
    {
        await _session.TakeAsync("#edit -99 better", default);
        await _session.DrainAsync();
        Assert.Contains(_view.Notices, n => n.Contains(" -99,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_is_not_among_the_peers_is_named_while_the_words_wait()
    {
        await _session.TakeAsync("#\\private<nobody> hola", default);
        await Eventually.TrueAsync(() => _view.Notices.Any(n => n.StartsWith("* nobody is not among the peers here", StringComparison.Ordinal)), "told");
        Assert.Equal(1, _view.LastWaiting);
    }

    [Fact]
    public async Task Of_two_names_that_may_be_meant_the_one_that_is_here_gets_the_words()
    {
        await _session.TakeAsync("#private-ana hola", default);
        await _session.DrainAsync().WaitAsync(FakeServer.Patience);
        Assert.Contains(_device.Door.Received, c => c is Post { To: "ana", Text: "hola" });
    }

    [Fact]
    public void Only_commands_that_work_here_are_completed()
    {
        Assert.Contains("#gR", _view.Offered);
        Assert.DoesNotContain("#topic", _view.Offered);
        Assert.DoesNotContain("#cR", _view.Offered);
    }

    [Theory]
    [InlineData(1, 0, "1 message")]
    [InlineData(3, 2, "3 messages and 2 changes")]
    [InlineData(0, 1, "1 change")]
    public void Messages_and_changes_that_have_their_place_are_counted_apart(int messages, int changes, string amount)
    {
        _device.Placed(new PlacesGiven(messages, changes, []));
        Assert.Equal($"* Written without the server, these have their place now: {amount}.", _view.Notices.Last());
    }

    [Fact]
    public void Each_reason_why_something_has_no_place_is_told_once_with_how_much_it_is()
    {
        NoPlace banned = new((int)ErrorCode.Banned, "ward", IsChange: false), gone = new((int)ErrorCode.NoSuchRoom, "lab", IsChange: false);
        var before = _view.Notices.Count;
        _device.Placed(new PlacesGiven(0, 0, [banned, gone, banned, banned with { IsChange = true }]));
        Assert.Equal(
            ["* Of what you wrote, this has no place at the server: 2 messages and 1 change.", "* You are banned from ward", "* Of what you wrote, this has no place at the server: 1 message.", "* No such room lab. See rooms: #lR"],
            _view.Notices.Skip(before));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _showing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _peers.DisposeAsync();
        await _client.DisposeAsync();
        await _server.DisposeAsync();
        _end.Dispose();
    }

    private static Error Refuse(ErrorCode code, string name, string value) => new((int)code, "", new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value });
}
