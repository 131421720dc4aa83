using Parley.Lan.Identity;
using Parley.Lan.Replication;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;
using Parley.Testing;

namespace Parley.Lan.Tests.Simulation;

/// <summary>Peers on links of chance: a schedule is a function of its seed (but for keys and signatures). Time goes on only when <see cref="StepAsync"/> says so.</summary>
internal sealed class SimulatedNetwork(int seed, int peers) : IDisposable
{
    private static readonly DeviceKey[] Keys = [.. Enumerable.Range(0, 12).Select(_ => DeviceKey.New())];

    private readonly Random _random = new(seed);
    private readonly List<SimulatedLink> _links = [];

    public FakeTime Time { get; } = new();

    public List<SimulatedPeer> Peers { get; } = [];

    public int Written { get; private set; }

    /// <param name="plant">Makes each peer's view; a fault can be planted in it.</param>
    public async Task StartAsync(Func<SimulatedView> plant)
    {
        for (var i = 0; i < peers; i++)
        {
            // Up to half a day before or after the others, so that two differ by a day at most.
            var skew = TimeSpan.FromSeconds(_random.Next(-43_200, 43_200));
            var peer = new SimulatedPeer(Keys[i], new SkewedTime(Time, skew), plant());
            await peer.StartAsync();
            Peers.Add(peer);
        }
    }

    /// <summary>One thing happens: somebody writes, links come, go or carry a frame, a peer starts anew, time passes.</summary>
    public async Task StepAsync()
    {
        switch (_random.Next(20))
        {
            case < 5:
                await Any().WriteAsync(++Written);
                break;
            case 5:
                Link(Any(), Any());
                break;
            case 6 when _random.Next(2) == 0 && _links.Count > 0:
                Cut(_links[_random.Next(_links.Count)]);
                break;
            case 7 when _random.Next(10) == 0:
                await RestartAsync(Any());
                break;
            case 8 or 9:
                Time.Advance(TimeSpan.FromMilliseconds(_random.Next(1, 400)));
                await Any().Mesh.TickAsync(default);
                break;
            default:
                await CarryAsync();
                break;
        }
    }

    /// <summary>Everybody is linked with everybody, and all is carried until nothing moves.</summary>
    public async Task HealAsync()
    {
        for (var i = 0; i < peers; i++)
        {
            for (var j = i + 1; j < peers; j++)
                Link(Peers[i], Peers[j]);
        }
        await SettleAsync();
    }

    /// <summary>Carries all there is until ticks bring nothing new for a while.</summary>
    public async Task SettleAsync()
    {
        for (var quiet = 0; quiet < 4;)
        {
            var moved = false;
            while (await CarryAsync())
                moved = true;
            quiet = moved ? 0 : quiet + 1;
            Time.Advance(TimeSpan.FromMilliseconds(300));
            foreach (var peer in Peers)
                await peer.Mesh.TickAsync(default);
        }
    }

    /// <summary>Time goes on with all links as they are.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMilliseconds(500))
        {
            Time.Advance(TimeSpan.FromMilliseconds(500));
            foreach (var peer in Peers)
                await peer.Mesh.TickAsync(default);
            while (await CarryAsync())
            {
            }
        }
    }

    public void Link(SimulatedPeer one, SimulatedPeer other)
    {
        if (one != other && !_links.Exists(l => l.Joins(one, other)))
            _links.Add(new SimulatedLink(one, other));
    }

    public void Dispose() => Peers.ForEach(p => p.Dispose());

    private SimulatedPeer Any() => Peers[_random.Next(Peers.Count)];

    /// <summary>A link is lost with what is on its way.</summary>
    private void Cut(SimulatedLink link)
    {
        _links.Remove(link);
        link.Detach();
    }

    private async Task RestartAsync(SimulatedPeer peer)
    {
        foreach (var link in _links.Where(l => l.Touches(peer)).ToList())
            Cut(link);
        await peer.StartAsync();
    }

    /// <summary>One frame of one direction of one link arrives: within a direction in order, between links in any.</summary>
    private async Task<bool> CarryAsync()
    {
        var ends = _links.SelectMany(l => l.Ends).Where(e => e.OnTheWay > 0).ToList();
        if (ends.Count == 0)
            return false;
        var end = ends[_random.Next(ends.Count)];
        if (await end.ArriveAsync() is { } reason)
            throw new InvalidOperationException($"an honest link ended: {reason}");
        return true;
    }
}
