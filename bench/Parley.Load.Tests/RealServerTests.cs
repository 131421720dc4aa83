using System.Net;
using System.Text.Json;
using Parley.Load.Loop;
using Parley.Load.Scenarios;
using Parley.Load.Wire;
using Xunit;

namespace Parley.Load.Tests;

public sealed class RealServerTests
{
    [Theory]
    [InlineData("fanout", "--members", "20", "--senders", "4")]
    [InlineData("private", "--pairs", "5")]
    [InlineData("reconnect", "--members", "20")]
    [InlineData("rooms", "--rooms", "5", "--members", "4", "--rate", "100")]
    public async Task A_scenario_ends_without_a_fault_at_either_door(string scenario, params string[] options)
    {
        await using var server = await RealServer.StartAsync();
        foreach (var door in Enum.GetValues<Door>())
        {
            using var loop = new EventLoop([server.At(door)], door);
            var running = Catalogue.Scenarios[scenario](new Bench(LoadOptions.TryParse([scenario, "--seconds", "1", "--warm-up", "1", .. options])!, loop, []));
            loop.RunUntil(running);
            var report = await running;
            Assert.True(report.Sound, $"{door}: {report.ToJson()}");
            using var figures = JsonDocument.Parse(report.ToJson());
            Assert.Equal(0, figures.RootElement.GetProperty("lost").GetInt32());
        }
    }

    [Fact]
    public async Task A_failover_takes_several_nodes_and_their_processes()
    {
        using var loop = new EventLoop([IPEndPoint.Parse("127.0.0.1:1")]);
        await Assert.ThrowsAsync<InvalidDataException>(() => Catalogue.Scenarios["failover"](new Bench(LoadOptions.TryParse(["failover", "--server", "127.0.0.1:1", "--pid", "1"])!, loop, [])));
    }

    [Theory]
    [InlineData("tcp", (int)Door.Tcp, 7000)]
    [InlineData("ws", (int)Door.WebSocket, 8080)]
    public void The_door_is_an_option_and_has_its_port(string name, int door, int port)
    {
        var options = LoadOptions.TryParse(["fanout", "--door", name])!;
        Assert.Equal(((Door)door, port), (options.Door, options.Servers[0].Port));
    }

    [Fact]
    public void A_door_that_is_none_gets_the_usage() => Assert.Null(LoadOptions.TryParse(["fanout", "--door", "irc"]));
}
