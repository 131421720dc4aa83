using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.InMemory;
using Parley.Core.Ports;
using Parley.Core.Settings;
using Parley.Testing;

namespace Parley.Core.Tests.Nodes;

/// <summary>Two nodes over the same stores, on one bus; each has a clock of its own, so that a test can let one stand still.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private readonly LoopbackBus _oneBus;
    private readonly LoopbackBus _otherBus;

    private TwoNodes(TestChat one, LoopbackBus oneBus, TestChat other, LoopbackBus otherBus) => (One, _oneBus, Other, _otherBus) = (one, oneBus, other, otherBus);

    public TestChat One { get; }

    public TestChat Other { get; }

    /// <param name="other">What the second node has in place of the stores that both share.</param>
    /// <param name="one">What the first has.</param>
    public static async Task<TwoNodes> StartAsync(Action<ChatSettings>? change = null, Func<Stores, Stores>? other = null, ILogger? otherLog = null, Func<Stores, Stores>? one = null)
    {
        var bus = new LoopbackBus();
        var second = bus.Join();
        Stores shared = null!;
        var first = await TestChat.StartAsync(change, stores =>
        {
            shared = stores;
            return (one?.Invoke(stores) ?? stores) with { Bus = bus };
        });
        var two = await TestChat.StartAsync(change, _ => other?.Invoke(shared with { Bus = second }) ?? shared with { Bus = second }, otherLog);
        return new TwoNodes(first, bus, two, second);
    }

    /// <summary>A node hears nobody and is heard by nobody: the second, or the first. The other has no part in it, and is not told.</summary>
    public void Cut(bool cut, bool one = false) => (one ? _oneBus : _otherBus).Cut(cut);

    /// <summary>Lets time pass at both until the person has been told enough.</summary>
    public Task ToldAsync(TestClient client, Func<IReadOnlyList<Event>, bool> enough) => PassAsync(TimeSpan.FromMilliseconds(100), () => enough(client.Door.Told));

    /// <summary>Lets time pass at both, step by step, until it holds.</summary>
    public Task PassAsync(TimeSpan step, Func<bool> holds) => Eventually.TrueAsync(
        () =>
        {
            One.Time.Advance(step);
            Other.Time.Advance(step);
            return holds();
        },
        "it holds");

    /// <summary>What the first node would say if it were another.</summary>
    public INodeBus Bus => _oneBus;

    public async ValueTask DisposeAsync()
    {
        await Other.DisposeAsync();
        await One.DisposeAsync();
    }
}
