using Parley.Contracts;
using Parley.Terminal;

namespace Parley.Client.Tests;

/// <summary>Which rooms one may enter when the server has gone.</summary>
public sealed class VisitedRoomsTests
{
    [Fact]
    public async Task Open_rooms_that_one_was_in_may_be_entered_among_the_peers_and_others_not()
    {
        await using var server = new FakeServer();
        var conversation = 100;
        server.Intercept = (connection, command) =>
        {
            Event? answer = command switch
            {
                JoinRoom { Room: { } room } => new RoomEntered(room, new(++conversation), 1, Position.None, new(1), Kept: true, "bob"),
                LeaveRoom leave => new RoomLeft(leave.Room!),
                ShowRules { Room: "den" or "lab" or "uci" } show => new RulesShown(show.Room!, "", show.Room is "den" ? [new RuleShown("secret")] : [], []),
                ShowRules show => new Error((int)ErrorCode.NoSuchRoom, "", new Dictionary<string, string>(StringComparer.Ordinal) { ["room"] = show.Room! }),
                _ => null,
            };
            if (answer is not null)
                connection.Send(answer with { Ref = command.Ref });
            return answer is not null;
        };
        await using var client = await Clients.ConnectedAsync(server);
        await client.LoginAsync("ana", "pencil");
        var device = new FakeDevice();
        await using var peers = new AmongPeers(client, device, TimeProvider.System);
        var session = new ChatSession(client, new SilentView(), new ChatText("en", TimeZoneInfo.Utc), Words.In("en"), shown: null, areNodes: false, peers, beginsAway: false);
        using var end = new CancellationTokenSource();
        var reading = ReadAsync(client, session, end.Token);
        foreach (var room in (string[])["uci", "den", "gone", "lab"])
            await session.EnterAsync(room, CancellationToken.None);
        Assert.Equal(["lab", "uci"], device.Admitted);
        await end.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task ReadAsync(ParleyClient client, ChatSession session, CancellationToken cancellationToken)
    {
        await foreach (var happened in client.ReadEventsAsync(cancellationToken))
            session.Show(happened);
    }
}
