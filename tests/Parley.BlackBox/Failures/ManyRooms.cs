using System.Text.Json.Nodes;

namespace Parley.BlackBox.Failures;

/// <summary>Ten thousand rooms: the list is paged, and nobody is flooded by it.</summary>
public sealed class ManyRooms
{
    private const int Rooms = 10_000;

    [Fact]
    public async Task Ten_thousand_rooms_are_listed_in_pages_without_a_gap_or_double()
    {
        await using var server = await ServerProcess.StartAsync(new ServerOptions { Settings = ["rooms.max-per-account=20000"] });
        await using var ana = await server.RegisterJsonAsync("ana");
        await CreateAllAsync(ana);

        List<string> names = [];
        string? after = null;
        do
        {
            var page = await ana.AskAsync(new { t = "rooms", after, limit = 1000 });
            Assert.Equal(Rooms + 1, page["total"]!.GetValue<int>());
            names.AddRange(page["rooms"]!.AsArray().Select(r => r!["room"]!.GetValue<string>()));
            after = page["next"]?.GetValue<string>();
        }
        while (after is not null);
        Assert.Equal(Rooms + 1, names.Count);
        Assert.Equal(Rooms, names.Where(n => n.StartsWith("sala", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Count());

        await using var bob = await server.RegisterAsync("bob");
        var lines = await bob.AskAsync("#lR");
        Assert.Equal($"* Rooms ({Rooms + 1}):", lines[0]);
        Assert.StartsWith("*   default ", lines[1]);
        Assert.InRange(lines.Count, 10, 1100);
    }

    /// <summary>Pipelined, with the answers read beside: 10,000 round trips one by one would measure the network.</summary>
    private static async Task CreateAllAsync(JsonClient client)
    {
        var reading = ReadAllCreatedAsync(client);
        for (var i = 0; i < Rooms; i++)
            await client.SendAsync(new { t = "create", room = $"sala {i}" });
        await reading;
    }

    private static async Task ReadAllCreatedAsync(JsonClient client)
    {
        for (var created = 0; created < Rooms;)
        {
            JsonObject answer = await client.ReadAsync();
            Assert.NotEqual("error", JsonClient.Type(answer));
            if (JsonClient.Type(answer) == "created")
                created++;
        }
    }
}
