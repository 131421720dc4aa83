namespace Parley.BlackBox.Proof;

/// <summary>Sees everything of a room over many crashes, resuming from the last position it has.</summary>
internal sealed class CrashReceiver(string login, string room)
{
    public string Login => login;

    public List<SeenEntry> Seen { get; } = [];

    /// <summary>Reads until the server ends, or until position <paramref name="head"/> has come.</summary>
    public async Task ReadAsync(ServerProcess server, long head = long.MaxValue)
    {
        try
        {
            await using var client = await server.LoginJsonAsync(login);
            await client.AskAsync(new { t = "join", room, after = Seen.Count == 0 ? 0 : Seen[^1].Position });
            while (Seen.Count == 0 || Seen[^1].Position < head)
                Seen.Add(SeenEntry.From(await client.NextAsync("msg")));
        }
        catch (Exception e) when (head == long.MaxValue && e is IOException or EndOfStreamException or System.Net.Sockets.SocketException)
        {
            // The kill came.
        }
    }
}
