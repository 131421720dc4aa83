using System.Text.Json;
using Parley.Load.Loop;
using Parley.Load.Scenarios;
using Xunit;

namespace Parley.Load.Tests;

public sealed class ScenarioTests
{
    [Fact]
    public async Task A_sound_server_gets_a_sound_report()
    {
        using var server = new FakeServer();
        using var report = await RunLoneAsync(server);
        var figures = report.RootElement;
        Assert.True(figures.GetProperty("acceptedPerSecond").GetDouble() > 0);
        Assert.True(figures.GetProperty("acceptP50Ms").GetDouble() > 0);
        Assert.Equal((0, 0, 0), Faults(figures));
    }

    [Fact]
    public async Task A_message_that_was_accepted_and_never_delivered_is_reported_lost()
    {
        using var server = new FakeServer { Deliver = (n, line) => n == 3 ? null : line + "\n" };
        using var report = await RunLoneAsync(server);
        Assert.Equal((1, 0, 0), Faults(report.RootElement));
    }

    [Fact]
    public async Task A_message_delivered_twice_is_reported_doubled()
    {
        using var server = new FakeServer { Deliver = (n, line) => n == 3 ? line + "\n" + line + "\n" : line + "\n" };
        using var report = await RunLoneAsync(server);
        Assert.Equal((0, 1, 0), Faults(report.RootElement));
    }

    private static async Task<JsonDocument> RunLoneAsync(FakeServer server)
    {
        using var loop = new EventLoop(server.EndPoint);
        var running = Lone.RunAsync(new Bench(LoadOptions.TryParse(["lone", "--seconds", "1", "--warm-up", "0"])!, loop, []));
        loop.RunUntil(running);
        return JsonDocument.Parse((await running).ToJson());
    }

    private static (int Lost, int Doubled, int Disordered) Faults(JsonElement figures) =>
        (figures.GetProperty("lost").GetInt32(), figures.GetProperty("doubled").GetInt32(), figures.GetProperty("disordered").GetInt32());
}
