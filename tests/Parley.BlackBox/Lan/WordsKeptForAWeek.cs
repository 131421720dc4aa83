using System.Text;
using Parley.BlackBox.Harness;

namespace Parley.BlackBox.Lan;

/// <summary>Two hosts, of whom one keeps words for a week, while weeks go by.</summary>
public sealed class WordsKeptForAWeek : IAsyncLifetime
{
    private NetBridge? _bridge;
    private NetNamespace? _thirdSpace;
    private LanHost? _ana;
    private LanHost? _bob;
    private LanHost? _third;

    public async ValueTask InitializeAsync()
    {
        if (await NetNamespace.ReasonToSkipAsync() is { } reason)
            Assert.Skip(reason);
        _bridge = await NetBridge.CreateAsync();
        _ana = await LanHost.StartAsync(await _bridge.AddHostAsync(), "ana", "-8d");
        _bob = await LanHost.StartAsync(await _bridge.AddHostAsync(), "bob", "-8d");
        _thirdSpace = await _bridge.AddHostAsync();
    }

    [Fact]
    public async Task Old_words_go_from_the_disk_while_it_runs_and_newer_ones_and_the_chain_stay()
    {
        await _ana!.Client.AskAsync("weeks-ago-from-ana");
        await HasAsync(_bob!, "weeks-ago-from-ana");
        await _bob!.Client.AskAsync("weeks-ago-from-bob");
        await HasAsync(_ana, "weeks-ago-from-bob");

        // Eight days later. They go on with their logs.
        await GoOnAsync(null, _ana, _bob);
        await _ana.Client.AskAsync("today-from-ana");
        await HasAsync(_bob, "today-from-ana");
        await _bob.Client.AskAsync("today-from-bob");
        string[] all = ["ana: weeks-ago-from-ana", "bob: weeks-ago-from-bob", "ana: today-from-ana", "bob: today-from-bob"];
        await Patience.UntilAsync(async () => (await _ana.LastAsync()).SequenceEqual(all), "ana has all", Patience.Long, () => $"{_ana.Client}");
        Assert.True(await IsOnDiskAsync(_bob, "weeks-ago-from-ana"));

        // One of them keeps words for a week from now on.
        await _bob.StopAsync();
        _bob.More = ["--keep-days", "7"];
        await _bob.StartAsync();
        await Patience.UntilAsync(async () => (await _bob.LastAsync()).SequenceEqual(all[2..]), "bob shows only what is new", Patience.Long, () => $"{_bob.Client}");
        await Patience.UntilAsync(async () => !await IsOnDiskAsync(_bob, "weeks-ago"), "the old words have gone from bob's disk", Patience.Long);
        Assert.True(await IsOnDiskAsync(_bob, "today-from-ana"));
        Assert.True(await IsOnDiskAsync(_bob, "today-from-bob"));
        Assert.Equal(all, await _ana.LastAsync());

        // The chain holds: from bob alone a third gets all that he has, also what was written by ana.
        await _ana.StopAsync();
        _third = await LanHost.StartAsync(_thirdSpace!, "carla");
        await Patience.UntilAsync(async () => (await _third.LastAsync()).SequenceEqual(all[2..]), "carla has what bob has", Patience.Long, () => $"{_third.Client}");
        await _bob.Client.AskAsync("and on");
        await HasAsync(_third, "and on");
        // And from ana, when she is back, what bob has let go of; he does not take it again.
        await _ana.StartAsync();
        await Patience.UntilAsync(async () => (await _third.LastAsync()).SequenceEqual([.. all, "bob: and on"]), "carla has all", Patience.Long, () => $"{_third.Client}");
        await HasAsync(_ana, "and on");
        Assert.Equal([.. all[2..], "bob: and on"], await _bob.LastAsync());
        Assert.False(await IsOnDiskAsync(_bob, "weeks-ago"));
    }

    [Fact]
    public async Task Words_go_when_they_become_too_old_however_far_the_clock_is_put_forward()
    {
        await _ana!.Client.AskAsync("weeks-ago-from-ana");
        await HasAsync(_bob!, "weeks-ago-from-ana");
        foreach (var host in (LanHost[])[_ana, _bob!])
            host.More = ["--keep-days", "7"];
        await GoOnAsync("-2d", _ana, _bob!);
        await _ana.Client.AskAsync("days-ago-from-ana");
        await HasAsync(_bob!, "days-ago-from-ana");
        Assert.Equal(["ana: weeks-ago-from-ana", "ana: days-ago-from-ana"], await _bob!.LastAsync());

        await GoOnAsync(null, _ana, _bob);
        foreach (var host in (LanHost[])[_ana, _bob])
            await Patience.UntilAsync(async () => !await IsOnDiskAsync(host, "weeks-ago") && (await host.LastAsync()).SequenceEqual(["ana: days-ago-from-ana"]), $"{host.Name} has let go of the older words", Patience.Long, () => $"{host.Client}");
        await GoOnAsync("+6d", _ana, _bob);
        foreach (var host in (LanHost[])[_ana, _bob])
            await Patience.UntilAsync(async () => !await IsOnDiskAsync(host, "days-ago") && (await host.LastAsync()).Count == 0, $"{host.Name} has let go of the others too", Patience.Long, () => $"{host.Client}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable?[])[_ana, _bob, _third, _bridge])
        {
            if (part is not null)
                await part.DisposeAsync();
        }
    }

    /// <summary>Later, with what they have.</summary>
    private static async Task GoOnAsync(string? clock, params LanHost[] hosts)
    {
        foreach (var host in hosts)
        {
            await host.StopAsync();
            host.Clock = clock;
        }
        foreach (var host in hosts)
            await host.StartAsync();
    }

    private static Task HasAsync(LanHost host, string text) =>
        Patience.UntilAsync(async () => (await host.LastAsync()).Any(l => l.EndsWith(text, StringComparison.Ordinal)), $"{host.Name} has {text}", Patience.Long, () => $"{host.Client}");

    /// <summary>In any file of the program, while it runs.</summary>
    private static async Task<bool> IsOnDiskAsync(LanHost host, string text)
    {
        var sought = Encoding.UTF8.GetBytes(text);
        foreach (var path in Directory.EnumerateFiles(host.Data, "*", SearchOption.AllDirectories).Where(p => Path.GetFileName(p) != "lock"))
        {
            if ((await File.ReadAllBytesAsync(path)).AsSpan().IndexOf(sought) >= 0)
                return true;
        }
        return false;
    }
}
