using Parley.Contracts;
using Parley.Terminal;
using Parley.Testing;

namespace Parley.Client.Tests;

public sealed class AmongPeersTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public async Task A_request_for_the_servers_word_that_is_lost_with_the_link_is_made_again()
    {
        await using var server = new FakeServer();
        var losses = 2;
        server.Intercept = (connection, command) => command is RegisterDevice && (losses-- > 0 ? Lose(connection) : Sign(connection, command));
        await using var client = await Clients.InRoomAsync(server);
        var device = new FakeDevice();
        await using var peers = new AmongPeers(client, device, _time);

        var beginning = peers.BeginAsync(_ => { }, default);
        await Eventually.TrueAsync(() => beginning.IsCompleted, "is one of the peers", () => _time.Advance(TimeSpan.FromSeconds(1)));

        await beginning;
        Assert.NotNull(peers.Device);
        Assert.Equal(3, server.Received.Count(c => c is RegisterDevice));
    }

    [Theory]
    [InlineData(ErrorCode.Busy)]
    [InlineData(ErrorCode.TooFast)]
    [InlineData(ErrorCode.StorageUnavailable)]
    public async Task One_that_the_server_can_not_answer_now_is_made_again(ErrorCode now)
    {
        await using var server = new FakeServer();
        var refusals = 1;
        server.Intercept = (connection, command) => command is RegisterDevice && (refusals-- > 0 ? Refuse(connection, command, now) : Sign(connection, command));
        await using var client = await Clients.InRoomAsync(server);
        await using var peers = new AmongPeers(client, new FakeDevice(), _time);

        var beginning = peers.BeginAsync(_ => { }, default);
        await Eventually.TrueAsync(() => beginning.IsCompleted, "is one of the peers", () => _time.Advance(TimeSpan.FromSeconds(1)));

        await beginning;
        Assert.NotNull(peers.Device);
    }

    [Fact]
    public async Task What_the_server_had_taken_from_its_author_before_it_was_lost_is_known_by_the_authors_id()
    {
        await using var server = new FakeServer();
        await using var client = await Clients.InRoomAsync(server);
        await using var peers = new AmongPeers(client, new FakeDevice(), _time);
        var amongPeers = Said("bob", "b-1", entry: "00ff");
        Assert.True(peers.IsNewsAmongPeers(amongPeers));
        Assert.False(peers.IsNews(Said("bob", "b-1", entry: null)));
        Assert.True(peers.IsNews(Said("carla", "b-1", entry: null)));
        Assert.True(peers.IsNews(Said("bob", "b-2", entry: null)));
        Assert.False(peers.IsNewsAmongPeers(Said("bob", "b-2", entry: "00fe")));
    }

    [Fact]
    public async Task A_server_that_knows_nothing_of_devices_is_asked_once()
    {
        await using var server = new FakeServer { Intercept = (connection, command) => command is RegisterDevice && Refuse(connection, command, ErrorCode.UnknownCommand) };
        await using var client = await Clients.InRoomAsync(server);
        var device = new FakeDevice();
        await using var peers = new AmongPeers(client, device, _time);

        await peers.BeginAsync(_ => { }, default).WaitAsync(FakeServer.Patience);

        Assert.Null(peers.Device);
        Assert.Equal(1, device.Asked);
    }

    [Fact]
    public async Task A_link_that_is_lost_while_the_device_begins_leads_over_to_the_peers_too()
    {
        await using var server = new FakeServer { Intercept = (connection, command) => command is RegisterDevice && Sign(connection, command) };
        await using var client = await Clients.InRoomAsync(server);
        var over = 0;
        var lost = new TaskCompletionSource();
        var device = new FakeDevice { Opening = () => lost.Task };
        await using var peers = new AmongPeers(client, device, _time);

        var beginning = peers.BeginAsync(_ => { }, default);
        await Eventually.TrueAsync(() => server.Received.Any(c => c is RegisterDevice), "asked");
        server.IsAway = true;
        server.Cut();
        await Eventually.TrueAsync(() => client.State is LinkState.Reconnecting, "lost");
        peers.Lost(() => Interlocked.Increment(ref over));
        // Longer than anybody waits for a server that is only started again.
        _time.Advance(AmongPeers.Patience * 2);
        lost.SetResult();
        await beginning.WaitAsync(FakeServer.Patience);

        over = 0;
        _time.Advance(AmongPeers.Patience);
        Assert.Equal(1, over);
        Assert.True(peers.GoOver());
    }

    private static bool Sign(FakeConnection connection, Command command)
    {
        connection.Send(new DeviceSigned("id", "statement", []) { Ref = command.Ref });
        return true;
    }

    private static bool Lose(FakeConnection connection)
    {
        connection.Cut();
        return true;
    }

    private static bool Refuse(FakeConnection connection, Command command, ErrorCode code)
    {
        connection.Send(new Error((int)code, "no", new Dictionary<string, string>(StringComparer.Ordinal)) { Ref = command.Ref });
        return true;
    }

    private static Message Said(string from, string id, string? entry) =>
        new() { Conversation = new(7), Room = "uci", Position = new(1), From = from, Time = DateTimeOffset.UnixEpoch, Text = "hola", Id = id, Entry = entry };
}
