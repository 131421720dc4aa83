using Parley.BlackBox.Harness;

namespace Parley.BlackBox.Lan;

/// <summary>A chat that loses its link just when it asks the server for its word on this computer.</summary>
public sealed class AskedForAgain
{
    [Fact]
    public async Task The_servers_word_on_a_device_is_asked_for_until_it_is_had()
    {
        await using var server = await ServerProcess.StartAsync(new ServerOptions());
        await (await server.RegisterAsync("ana")).DisposeAsync();
        var asked = 0;
        await using var proxy = new CuttingProxy(server.Line)
        {
            CutsAt = sent => sent.IndexOf("\"device\""u8) >= 0 && Interlocked.Increment(ref asked) <= 2,
        };
        await using var ana = await ChatHost.StartAsync(space: null, proxy.EndPoint, "ana");
        await Patience.UntilAsync(() => asked == 3, "asked a third time", Patience.Long, () => string.Join('\n', ana.Lines));

        await Patience.UntilAsync(
            async () => (await ana.AskAsync("#devices", lines => lines.Any(l => l.Contains("#devices is for", StringComparison.Ordinal) || l.Contains("(this one)", StringComparison.Ordinal)))).Any(l => l.Contains("(this one)", StringComparison.Ordinal)),
            "is one of the devices",
            Patience.Long,
            () => string.Join('\n', ana.Lines));

        // And what the server said is kept, for a start without it.
        Assert.Single(Directory.EnumerateFiles(ana.Home, "membership-*", SearchOption.AllDirectories));
    }
}
