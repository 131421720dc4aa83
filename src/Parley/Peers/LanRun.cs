using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Host.Cli;
using Parley.Host.Logging;
using Parley.Host.Options;
using Parley.Host.Serve;
using Parley.Terminal;

namespace Parley.Host.Peers;

/// <summary>The verb <c>lan</c>: a peer, with the terminal client on its own door, or serving until it is told to end.</summary>
internal static class LanRun
{
    public static Task<int> RunAsync(LanOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        options.HasNoTerminal || (!options.IsPlain && (Console.IsInputRedirected || Console.IsOutputRedirected))
            ? ServeAsync(options, time, cancellationToken)
            : ChatAsync(options, time, cancellationToken);

    private static async Task<int> ServeAsync(LanOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var log = LogSetup.Open(new LogSettings(), time);
        using var signals = new Signals(hangUp: () => { }, cancellationToken);
        await using var node = await LanNode.StartAsync(options, time, log, signals.Stopping);
        Console.Out.Write(LanCard.Render(options, node));
        Console.Out.WriteLine($"parley: ready line={node.Door} peer={node.Links}");
        await Task.Delay(Timeout.InfiniteTimeSpan, time, signals.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCode.Done;
    }

    /// <summary>What the log would say goes nowhere: the screen is the terminal's, and people are told what they should know.</summary>
    private static async Task<int> ChatAsync(LanOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var node = await LanNode.StartAsync(options, time, NullLoggerFactory.Instance, cancellationToken);
        var own = new OwnPeer(LanCard.GroupOf(options), LanCard.Render(options, node).TrimEnd().Split(Environment.NewLine));
        return await ChatTerminal.RunAsync(new ChatOptions { Addresses = [$"tcp:{node.Door}"], OwnPeer = own, Plain = options.IsPlain, Lang = options.Lang }, cancellationToken);
    }
}
