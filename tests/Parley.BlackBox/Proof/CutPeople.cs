using System.Net;
using System.Net.Sockets;

namespace Parley.BlackBox.Proof;

/// <summary>Logs in, joins and works until the connection is cut; then again, as a good client does.</summary>
internal static class Reconnecting
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <param name="ends">Asked for each connection: where to.</param>
    public static async Task RunAsync(Func<IPEndPoint> ends, string login, Func<JsonClient, Task<bool>> workUntilDoneAsync)
    {
        while (true)
        {
            try
            {
                await using var client = new JsonClient(await Wire.ConnectAsync(ends()));
                await client.AskAsync(new { t = "login", login, password = "correct-horse" });
                if (await workUntilDoneAsync(client))
                    return;
            }
            catch (Exception e) when (e is IOException or EndOfStreamException or SocketException or System.Text.Json.JsonException)
            {
                // Cut, perhaps in the middle of an object.
            }
            catch (RefusedException e) when (e.Code is 220 or 221 or 238)
            {
                // Not here, not now.
            }
            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}

/// <param name="from">The number of the first post.</param>
internal sealed class CutSender(string login, string room, int total, int from = 0)
{
    private const int Window = 20;
    private int _answered;

    public string Login => login;

    public int Total => total;

    public List<string> Sent { get; } = [.. Enumerable.Range(from, total).Select(i => $"{login}-{i}")];

    public List<SeenEntry> Accepted { get; } = [];

    public Task RunAsync(IPEndPoint end) => RunAsync(() => end);

    public Task RunAsync(Func<IPEndPoint> ends) => Reconnecting.RunAsync(ends, login, PostAllAsync);

    private async Task<bool> PostAllAsync(JsonClient client)
    {
        await client.AskAsync(new { t = "join", room });
        for (var next = _answered; _answered < total;)
        {
            for (; next < total && next < _answered + Window; next++)
                await client.SendAsync(new { t = "post", room, text = $"text of {Sent[next]}", id = Sent[next] });
            var json = await client.ReadAsync();
            if (JsonClient.Type(json) != "posted")
                continue;
            Assert.Equal(Sent[_answered], json["id"]!.GetValue<string>());
            Accepted.Add(new SeenEntry(json["position"]!.GetValue<long>(), Sent[_answered], $"text of {Sent[_answered]}"));
            _answered++;
        }
        return true;
    }
}

internal sealed class CutReceiver(string login, string room)
{
    public string Login => login;

    public List<SeenEntry> Seen { get; } = [];

    public Task RunAsync(IPEndPoint end, int total) => RunAsync(() => end, _ => Seen.Count == total);

    /// <param name="isLast">Asked for each message: whether no more will come.</param>
    public Task RunAsync(Func<IPEndPoint> ends, Func<SeenEntry, bool> isLast) => Reconnecting.RunAsync(ends, login, client => ReadAllAsync(client, isLast));

    private async Task<bool> ReadAllAsync(JsonClient client, Func<SeenEntry, bool> isLast)
    {
        await client.AskAsync(new { t = "join", room, after = Seen.Count == 0 ? 0 : Seen[^1].Position });
        do
            Seen.Add(SeenEntry.From(await client.NextAsync("msg")));
        while (!isLast(Seen[^1]));
        return true;
    }
}
