using System.Diagnostics;
using Parley.BlackBox.Harness;

namespace Parley.BlackBox.Lan;

/// <summary>Five hosts on a network with no server.</summary>
public sealed class FiveHosts(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly string[] Names = ["ana", "bob", "carla", "dani", "eva"];

    private readonly List<LanHost> _hosts = [];
    private NetBridge? _bridge;

    public async ValueTask InitializeAsync()
    {
        if (await NetNamespace.ReasonToSkipAsync() is { } reason)
            Assert.Skip(reason);
        _bridge = await NetBridge.CreateAsync();
        List<NetNamespace> spaces = [];
        foreach (var _ in Names)
            spaces.Add(await _bridge.AddHostAsync());
        _hosts.AddRange(await Task.WhenAll(Names.Zip(spaces, (name, space) => LanHost.StartAsync(space, name))));
        var started = Stopwatch.GetTimestamp();
        await UntilAsync(async host => await host.LinkedAsync() == Names.Length - 1, _hosts);
        output.WriteLine($"all linked {Stopwatch.GetElapsedTime(started).TotalSeconds:0.00} s after the last was up");
    }

    [Fact]
    public async Task They_find_each_other_and_everybody_sees_the_same_order()
    {
        await Task.WhenAll(_hosts.Select(async host =>
        {
            for (var i = 0; i < 20; i++)
                await host.Client.SendAsync($"{host.Name} {i}");
        }));
        await UntilAsync(async host => (await host.LastAsync()).Count == Names.Length * 20, _hosts);
        var order = await _hosts[0].LastAsync();
        foreach (var host in _hosts)
            Assert.Equal(order, await host.LastAsync());
        foreach (var name in Names)
            Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{name}: {name} {i}"), order.Where(l => l.StartsWith(name, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Whoever_was_away_gets_what_was_missed_from_another_than_its_author()
    {
        var (author, away) = (_hosts[0], _hosts[^1]);
        await away.StopAsync();
        await author.Client.AskAsync("written while eva is away");
        await author.Client.AskAsync("#\\private<eva> for eva only");
        var others = _hosts.Where(h => h != author && h != away).ToList();
        await UntilAsync(async host => (await host.LastAsync()).Count == 1, others);
        await author.StopAsync();
        await away.StartAsync();
        await away.Client.ReadToLineAsync("[private] ana: for eva only");
        Assert.Equal(["ana: written while eva is away"], await away.LastAsync());
        foreach (var other in others)
            Assert.DoesNotContain(await other.Client.SeenAsync(), l => l.Contains("for eva only", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hosts_that_were_cut_off_and_the_others_have_one_history_again()
    {
        foreach (var host in _hosts[..2])
            await host.SetLinkAsync(up: false);
        foreach (var host in _hosts)
        {
            for (var i = 0; i < 5; i++)
                await host.Client.AskAsync($"{host.Name} {i}");
        }
        Assert.Equal(5, (await _hosts[0].LastAsync()).Count);
        foreach (var host in _hosts[..2])
            await host.SetLinkAsync(up: true);
        await UntilAsync(async host => (await host.LastAsync()).Count == Names.Length * 5, _hosts);
        var order = await _hosts[0].LastAsync();
        foreach (var host in _hosts)
            Assert.Equal(order, await host.LastAsync());
        Assert.Contains(await _hosts[^1].Client.AskAsync("#last 100"), l => l.Contains(" · late] ana: ", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
        if (_bridge is not null)
            await _bridge.DisposeAsync();
    }

    private static async Task UntilAsync(Func<LanHost, Task<bool>> holds, IReadOnlyList<LanHost> hosts)
    {
        var began = Stopwatch.GetTimestamp();
        foreach (var host in hosts)
        {
            while (!await holds(host))
            {
                if (Stopwatch.GetElapsedTime(began) > Patience.Long)
                    throw new TimeoutException($"{host.Name} never got there:\n{host.Client}");
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }
}
