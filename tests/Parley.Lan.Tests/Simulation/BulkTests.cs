using Parley.Lan.Identity;
using Parley.Lan.Replication;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;
using Parley.Testing;

namespace Parley.Lan.Tests.Simulation;

public sealed class BulkTests
{
    private const int Authors = 20;
    private const int EntriesEach = 5_000;

    [Fact]
    public async Task A_hundred_thousand_entries_reach_a_peer_that_has_none()
    {
        var time = new FakeTime();
        using var key = DeviceKey.New();
        using var otherKey = DeviceKey.New();
        using var full = new SimulatedPeer(key, time, new SimulatedView());
        using var empty = new SimulatedPeer(otherKey, time, new SimulatedView());
        await full.Log.WriteAsync([.. Write(time.GetUtcNow().ToUnixTimeMilliseconds() - 10_000_000)], default);
        await full.StartAsync();
        await empty.StartAsync();
        var link = new SimulatedLink(full, empty);
        var frames = 0;
        while (link.Ends.FirstOrDefault(e => e.OnTheWay > 0) is { } end)
        {
            Assert.Null(await end.ArriveAsync());
            frames++;
        }
        Assert.Equal(Authors * EntriesEach, empty.View.Entries.Count);
        Assert.Equal(full.Mesh.Replica.Heads.ToHashSet(), empty.Mesh.Replica.Heads.ToHashSet());
        // Full frames, each entry sent once: some 340 bytes an entry in frames of 48 KiB.
        Assert.InRange(frames, 1, 1_200);
    }

    private static IEnumerable<ReplicaChange> Write(long since)
    {
        for (var author = 0; author < Authors; author++)
        {
            using var key = DeviceKey.New();
            var entry = Sample.First(key, "0", since + author);
            yield return new Added(entry);
            for (var i = 1; i < EntriesEach; i++)
            {
                entry = Sample.After(entry, key, $"{i}", since + author + (i * 1_000L));
                yield return new Added(entry);
            }
        }
    }
}
