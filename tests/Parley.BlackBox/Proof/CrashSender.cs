namespace Parley.BlackBox.Proof;

/// <summary>Posts numbered messages until the connection ends; whatever was not answered is sent again next time, with its id.</summary>
internal sealed class CrashSender(string login, string room)
{
    private const int Window = 50;
    private readonly LinkedList<string> _unanswered = new();
    private int _next;

    public string Login => login;

    /// <summary>Every id in the order of its first sending.</summary>
    public List<string> Sent { get; } = [];

    public List<SeenEntry> Accepted { get; } = [];

    /// <summary>Ends when the server does. Retries of this call stand before its new messages.</summary>
    public async Task PostUntilTheEndAsync(ServerProcess server)
    {
        try
        {
            await using var client = await JoinAsync(server);
            await RetryAsync(client);
            while (true)
            {
                while (_unanswered.Count < Window)
                    await PostAsync(client, NewMessage());
                await ReadAnswerAsync(client);
            }
        }
        catch (Exception e) when (e is IOException or EndOfStreamException or System.Net.Sockets.SocketException)
        {
            // The kill came.
        }
    }

    /// <summary>Sends again what nobody answered, and waits for every answer.</summary>
    public async Task SettleAsync(ServerProcess server)
    {
        await using var client = await JoinAsync(server);
        await RetryAsync(client);
        while (_unanswered.Count > 0)
            await ReadAnswerAsync(client);
    }

    private async Task<JsonClient> JoinAsync(ServerProcess server)
    {
        var client = await server.LoginJsonAsync(login);
        await client.AskAsync(new { t = "join", room });
        return client;
    }

    private string NewMessage()
    {
        var id = $"{login}-{_next++}";
        Sent.Add(id);
        _unanswered.AddLast(id);
        return id;
    }

    private async Task RetryAsync(JsonClient client)
    {
        foreach (var id in _unanswered.ToList())
            await PostAsync(client, id);
    }

    private Task PostAsync(JsonClient client, string id) => client.SendAsync(new { t = "post", room, text = $"text of {id}", id });

    private async Task ReadAnswerAsync(JsonClient client)
    {
        var json = await client.ReadAsync();
        if (json["ref"] is null)
            return;
        Assert.Equal("posted", JsonClient.Type(json));
        var id = json["id"]!.GetValue<string>();
        Assert.True(_unanswered.Remove(id), $"{id} was answered twice");
        Accepted.Add(new SeenEntry(json["position"]!.GetValue<long>(), id, $"text of {id}"));
    }
}
