using System.Net.Sockets;
using Parley.Faults.Records;
using Parley.Faults.Sites;
using Parley.Testing;

namespace Parley.Faults.People;

/// <summary>Somebody at a door without positions, who reads one room and comes again when a link is lost: <c>nc</c>, or a guest on IRC.</summary>
internal sealed class Watcher(Site site, History history, string name, Door door, string room, int firstNode) : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private Task _running = Task.CompletedTask;
    private int _times;

    public int Links => _times;

    public void Start() => _running = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
    }

    private async Task RunAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            var node = (firstNode + _times++) % site.Nodes.Count;
            try
            {
                await using var client = await SocketClient.ConnectAsync(site.Nodes[node].At(door));
                await using var closing = _end.Token.Register(client.Reset);
                var stay = new Stay(name, $"node {node} {door}", room, null);
                history.Stays.Enqueue(stay);
                await (door == Door.Irc ? OnIrcAsync(client, stay) : OnLinesAsync(client, stay));
            }
            catch (Exception e) when (e is IOException or SocketException or TimeoutException or ObjectDisposedException)
            {
                // Another node.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task OnLinesAsync(SocketClient client, Stay stay)
    {
        await client.SendAsync($"#login {name} {Site.Password}\n#gR {room}\n");
        var entered = false;
        while (true)
        {
            var line = await client.ReadLineAsync();
            entered |= line.StartsWith('*') && line.Contains(room, StringComparison.Ordinal);
            if (entered && !line.StartsWith('*') && line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var at)
                stay.Seen.Add(new Sighting(null, null, line[(at + 2)..]));
        }
    }

    private async Task OnIrcAsync(SocketClient client, Stay stay)
    {
        // A node that died holds its guests' names for a while.
        await client.SendAsync($"NICK {name}{_times}\r\nUSER {name} 0 * :{name}\r\nJOIN #{room}\r\n");
        while (true)
        {
            var line = await client.ReadLineAsync();
            if (line.StartsWith("PING", StringComparison.Ordinal))
                await client.SendAsync($"PONG{line[4..]}\r\n");
            else if (line.Split($" PRIVMSG #{room} :", 2) is [_, var text])
                stay.Seen.Add(new Sighting(null, null, text));
        }
    }
}
