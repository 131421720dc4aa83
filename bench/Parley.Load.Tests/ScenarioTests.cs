using System.Text.Json;
using Parley.Load.Loop;
using Parley.Load.Scenarios;
using Parley.Load.Wire;
using Xunit;

namespace Parley.Load.Tests;

public sealed class ScenarioTests
{
    public static TheoryData<int> Doors => [(int)Door.Tcp, (int)Door.WebSocket];

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_sound_server_gets_a_sound_report(int door)
    {
        using var server = new FakeServer((Door)door);
        using var report = await RunLoneAsync(server, (Door)door);
        var figures = report.RootElement;
        Assert.True(figures.GetProperty("acceptedPerSecond").GetDouble() > 0);
        Assert.True(figures.GetProperty("acceptP50Ms").GetDouble() > 0);
        Assert.Equal((0, 0, 0), Faults(figures));
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_message_that_was_accepted_and_never_delivered_is_reported_lost(int door)
    {
        using var server = new FakeServer((Door)door) { Deliver = (n, line) => n == 3 ? [] : [line] };
        using var report = await RunLoneAsync(server, (Door)door);
        Assert.Equal((1, 0, 0), Faults(report.RootElement));
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_message_delivered_twice_is_reported_doubled(int door)
    {
        using var server = new FakeServer((Door)door) { Deliver = (n, line) => n == 3 ? [line, line] : [line] };
        using var report = await RunLoneAsync(server, (Door)door);
        Assert.Equal((0, 1, 0), Faults(report.RootElement));
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Texts_at_each_others_places_are_reported_disordered(int door)
    {
        // The third text (number 2) comes at the second place, where number 1 was due; then 2 comes again.
        using var server = new FakeServer((Door)door) { Deliver = (n, line) => [n == 2 ? line.Replace("\"000000000001", "\"000000000002", StringComparison.Ordinal) : line] };
        using var report = await RunLoneAsync(server, (Door)door);
        Assert.Equal((0, 0, 2), Faults(report.RootElement));
    }

    private static async Task<JsonDocument> RunLoneAsync(FakeServer server, Door door)
    {
        using var loop = new EventLoop([server.EndPoint], door);
        var running = Lone.RunAsync(new Bench(LoadOptions.TryParse(["lone", "--seconds", "1", "--warm-up", "0"])!, loop, []));
        loop.RunUntil(running);
        return JsonDocument.Parse((await running).ToJson());
    }

    private static (int Lost, int Doubled, int Disordered) Faults(JsonElement figures) =>
        (figures.GetProperty("lost").GetInt32(), figures.GetProperty("doubled").GetInt32(), figures.GetProperty("disordered").GetInt32());
}
