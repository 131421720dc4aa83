namespace Parley.BlackBox.Json;

/// <summary>Coming back in the middle of a busy conversation: nothing missing, nothing twice.</summary>
public abstract class Resume(SharedServer shared)
{
    private readonly ServerProcess _server = shared.Server;

    [Fact]
    public async Task A_client_that_comes_and_goes_under_load_sees_every_position_once()
    {
        var (login, room) = (Fresh.Name("bob"), Fresh.Name("sala"));
        await using var ana = await _server.RegisterJsonAsync(Fresh.Name("ana"));
        var conversation = (await ana.AskAsync(new { t = "create", room }))["conversation"]!.GetValue<long>();
        var total = Amount.Of(2000, 100_000);
        var random = Chance.Seeded();
        await (await _server.RegisterJsonAsync(login)).DisposeAsync();
        var posting = PostAllAsync(ana, room, total);

        List<long> positions = [];
        while (positions.Count < total)
        {
            await using var bob = await _server.LoginJsonAsync(login);
            var entered = await bob.AskAsync(new { t = "join", room, after = positions.LastOrDefault(), conversation });
            Assert.True(entered["head"]!.GetValue<long>() >= positions.LastOrDefault());
            for (var wanted = random.Next(1, total / 4); wanted > 0 && positions.Count < total; wanted--)
                positions.Add((await bob.NextAsync("msg"))["position"]!.GetValue<long>());
            if (random.Next(2) == 0)
                bob.Wire.Reset();
        }
        await posting;
        Assert.Equal(Enumerable.Range(1, total).Select(i => (long)i), positions);
    }

    /// <summary>At most 100 posts under way, each answered before the load counts as done.</summary>
    private static async Task PostAllAsync(JsonClient client, string room, int total)
    {
        var (sent, answered) = (0, 0);
        while (answered < total)
        {
            for (; sent < total && sent - answered < 100; sent++)
                await client.SendAsync(new { t = "post", room, text = $"m{sent}" });
            if (JsonClient.Type(await client.ReadAsync()) == "posted")
                answered++;
        }
    }
}

[Collection<AsyncMode>]
public sealed class ResumeAsync(AsyncServer server) : Resume(server);

[Collection<ThreadsMode>]
public sealed class ResumeThreads(ThreadsServer server) : Resume(server);
