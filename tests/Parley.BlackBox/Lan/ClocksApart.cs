using System.Globalization;
using System.Text.RegularExpressions;
using Parley.BlackBox.Harness;

namespace Parley.BlackBox.Lan;

/// <summary>Five hosts without a server, whose clocks are wrong by hours: two of them differ by a whole day.</summary>
public sealed partial class ClocksApart : IAsyncLifetime
{
    private static readonly (string Name, int Hours)[] People = [("ana", 0), ("bob", 12), ("carla", -12), ("dani", 5), ("eva", -7)];

    private readonly List<LanHost> _hosts = [];
    private NetBridge? _bridge;

    public async ValueTask InitializeAsync()
    {
        if (await NetNamespace.ReasonToSkipAsync() is { } reason)
            Assert.Skip(reason);
        _bridge = await NetBridge.CreateAsync();
        List<NetNamespace> spaces = [];
        foreach (var _ in People)
            spaces.Add(await _bridge.AddHostAsync());
        _hosts.AddRange(await Task.WhenAll(People.Zip(spaces, (person, space) => LanHost.StartAsync(space, person.Name, $"{person.Hours:+0;-0;+0}h"))));
        foreach (var host in _hosts)
            await UntilAsync(host, async () => await host.LinkedAsync() == People.Length - 1, "is linked with all");
    }

    [Fact]
    public async Task An_answer_stands_after_what_it_answers_and_all_have_one_order()
    {
        // Each answers when the one before has been seen: by their own clocks, up to a day before it.
        List<string> conversation = [];
        for (var i = 0; i < People.Length * 4; i++)
        {
            var host = _hosts[i * 2 % People.Length];
            await host.Client.AskAsync($"answer {i}");
            conversation.Add($"{host.Name}: answer {i}");
            var next = _hosts[(i + 1) * 2 % People.Length];
            await UntilAsync(next, async () => (await next.LastAsync()).Count == conversation.Count, $"has answer {i}");
        }
        foreach (var host in _hosts)
        {
            await UntilAsync(host, async () => (await host.LastAsync()).Count == conversation.Count, "has all");
            Assert.Equal(conversation, await host.LastAsync());
        }
    }

    [Fact]
    public async Task What_all_write_at_once_and_apart_stands_in_one_order_for_everybody()
    {
        await Task.WhenAll(_hosts.Select(host => WriteAsync(host, "at once")));
        // Those a day apart write on their own, and meet again.
        foreach (var host in _hosts[1..3])
            await host.SetLinkAsync(up: false);
        await Task.WhenAll(_hosts.Select(host => WriteAsync(host, "apart")));
        foreach (var host in _hosts[1..3])
            await host.SetLinkAsync(up: true);

        foreach (var host in _hosts)
            await UntilAsync(host, async () => (await host.LastAsync()).Count == People.Length * 20, "has all");
        var order = await _hosts[0].LastAsync();
        foreach (var host in _hosts)
        {
            Assert.Equal(order, await host.LastAsync());
            IEnumerable<string> own = [.. Texts("at once"), .. Texts("apart")];
            Assert.Equal(own.Select(text => $"{host.Name}: {text}"), order.Where(l => l.StartsWith($"{host.Name}: ", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Each_shows_by_how_much_the_others_clocks_differ_from_its_own()
    {
        for (var i = 0; i < People.Length; i++)
        {
            var (host, own) = (_hosts[i], People[i]);
            foreach (var other in People.Where(p => p.Name != own.Name))
            {
                var expected = TimeSpan.FromHours(other.Hours - own.Hours);
                await UntilAsync(host, async () => await EstimateAsync(host, other.Name) is not null, $"has an estimate of {other.Name}'s clock");
                // The machine may be busy: a way of seconds is an error of seconds.
                Assert.InRange((await EstimateAsync(host, other.Name))!.Value - expected, TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(1));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
        if (_bridge is not null)
            await _bridge.DisposeAsync();
    }

    private static IEnumerable<string> Texts(string what) => Enumerable.Range(0, 10).Select(i => $"{what} {i}");

    private static async Task WriteAsync(LanHost host, string what)
    {
        foreach (var text in Texts(what))
            await host.Client.AskAsync(text);
    }

    private static async Task<TimeSpan?> EstimateAsync(LanHost host, string other)
    {
        var line = (await host.Client.AskAsync("#devices")).Single(l => l.StartsWith($"*   {other} ", StringComparison.Ordinal));
        return Offset().Match(line) is { Success: true } found ? TimeSpan.FromMilliseconds(long.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture)) : null;
    }

    private static Task UntilAsync(LanHost host, Func<Task<bool>> holds, string what) => Patience.UntilAsync(holds, $"{host.Name} {what}", Patience.Long, () => $"{host.Client}");

    [GeneratedRegex("clock ([+-][0-9]+) ms")]
    private static partial Regex Offset();
}
