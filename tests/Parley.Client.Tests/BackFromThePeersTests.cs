using System.Threading.Channels;
using Parley.Contracts;
using Parley.Terminal;

namespace Parley.Client.Tests;

/// <summary>A chat that begins among the peers while its server is away, and the server's return.</summary>
public sealed class BackFromThePeersTests
{
    [Fact]
    public async Task What_was_shown_as_history_among_the_peers_is_not_shown_again_when_the_server_is_back()
    {
        await using var server = new FakeServer { IsAway = true };
        server.Intercept = (connection, command) =>
        {
            if (command is not RegisterDevice)
                return false;
            connection.Send(new DeviceSigned("id", "statement", []) { Ref = command.Ref });
            return true;
        };
        var device = new FakeDevice();
        // The peers have two of bob's, and one of ana's own under the id that she gave it.
        Put(device.Door, 1, "bob", "one", "hash-1");
        Put(device.Door, 2, "ana", "two", "hash-2", "own-2");
        Put(device.Door, 3, "bob", "three", "hash-3");
        // Of an earlier day: its place is known.
        device.See(new Message { Conversation = new(7), Position = new(1), From = "bob", Time = DateTimeOffset.UnixEpoch, Text = "three", Entry = "hash-3" });
        await using var client = new ParleyClient(Clients.Options(server.Address));
        client.ConnectLater("ana", Credentials.Password("ana", "pencil"), new NoServerException([server.Address], new IOException("away")));
        await using var peers = new AmongPeers(client, device, TimeProvider.System);
        var view = new RecordingView();
        var session = new ChatSession(client, view, new ChatText("en", TimeZoneInfo.Utc), Words.In("en"), shown: null, areNodes: false, peers, beginsAway: true);
        using var end = new CancellationTokenSource();
        var turns = Channel.CreateUnbounded<Func<CancellationToken, Task>>();
        session.InTurn = turn => turns.Writer.TryWrite(turn);
        await session.ResumeAmongPeersAsync(default);
        Task[] running = [session.ShowPeersAsync(end.Token), ShowAsync(), TurnAsync()];

        await session.EnterAmongPeersAsync(room: null, default);
        Assert.Equal(["one", "two", "three"], Texts(view));

        // The server has placed them in another order; ana's came by her id, under way when it went, and it had words of its own.
        Put(server, 1, "eva", "long ago", entry: null);
        Put(server, 2, "ana", "two", entry: null, "own-2");
        Put(server, 3, "bob", "three", "hash-3");
        Put(server, 4, "bob", "one", "hash-1");
        // More than a page on entering: others had the server meanwhile.
        for (var position = 5; position < 25; position++)
            Put(server, position, "eva", $"meanwhile {position}", entry: null, time: DateTimeOffset.UnixEpoch.AddYears(200));
        server.IsAway = false;
        await Eventually.TrueAsync(() => Texts(view).Contains("meanwhile 24"), "shows what came at the server");
        // Live, after all that came before it.
        server.Say("eva", "now");
        await Eventually.TrueAsync(() => Texts(view).Contains("now"), "shows what comes");

        Assert.Equal(["one", "two", "three", .. Enumerable.Range(5, 20).Select(i => $"meanwhile {i}"), "now"], Texts(view));
        await end.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);

        async Task ShowAsync()
        {
            await foreach (var happened in client.ReadEventsAsync(end.Token))
            {
                if (session.Show(happened) is { } follow)
                    turns.Writer.TryWrite(follow);
            }
        }

        async Task TurnAsync()
        {
            await foreach (var turn in turns.Reader.ReadAllAsync(end.Token))
                await turn(end.Token);
        }
    }

    private static IEnumerable<string> Texts(RecordingView view) => view.Entries.OfType<Message>().Select(m => m.Text);

    private static void Put(FakeServer server, long position, string from, string text, string? entry, string? id = null, DateTimeOffset time = default) =>
        server.Log.Add(new Message { Room = "uci", Conversation = new(7), Position = new(position), From = from, Text = text, Id = id, Time = time == default ? DateTimeOffset.UnixEpoch : time, Entry = entry });
}
