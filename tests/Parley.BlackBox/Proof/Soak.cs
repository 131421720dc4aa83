namespace Parley.BlackBox.Proof;

/// <summary>Thousands of connections come and go, politely and not: handles, threads and memory stay flat.</summary>
public abstract class Soak(string io)
{
    private const int AtOnce = 20;

    [Fact]
    public async Task Connects_and_disconnects_leave_nothing_behind()
    {
        await using var server = await ServerProcess.StartAsync(new ServerOptions { Io = io });
        await using (await server.RegisterJsonAsync("ana"))
        {
        }
        var cycles = Amount.Of(3000, 100_000);
        var random = Chance.Seeded();
        await CycleAsync(server, Math.Min(1000, cycles / 3), random);
        var before = await AtRestAsync(server);
        await CycleAsync(server, cycles, random);
        // On a busy machine what is ended takes a while to be gone; what leaks never is.
        var after = before;
        await Patience.UntilAsync(
            async () =>
            {
                after = await AtRestAsync(server);
                return after.Handles <= before.Handles + 15 && after.Threads <= before.Threads + 15 && after.ResidentBytes <= before.ResidentBytes + (64 << 20);
            },
            $"handles, threads and memory are as before {cycles} connections",
            Patience.Long,
            () => $"{before} -> {after}");
    }

    private static async Task CycleAsync(ServerProcess server, int cycles, Random random)
    {
        for (var done = 0; done < cycles; done += AtOnce)
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => ConnectionAsync(server, random.Next(6))).ToList());
    }

    private static async Task ConnectionAsync(ServerProcess server, int kind)
    {
        switch (kind)
        {
            case 0:
                await (await Wire.ConnectAsync(server.Line)).DisposeAsync();
                break;
            case 1:
                (await Wire.ConnectAsync(server.Line)).Reset();
                break;
            case 2:
                await using (var line = await server.LoginAsync("ana"))
                {
                    await line.SendAsync("#exit");
                    await line.ReadToEndAsync();
                }
                break;
            case 3:
                (await server.LoginAsync("ana")).Wire.Reset();
                break;
            case 4:
                await (await server.LoginJsonAsync("ana")).DisposeAsync();
                break;
            default:
                var half = await server.ConnectJsonAsync();
                await half.SendRawAsync("{\"t\":\"login\",\"log");
                half.Wire.Reset();
                break;
        }
    }

    /// <summary>Once nobody but the asker is connected any more.</summary>
    private static async Task<ProcessVitals> AtRestAsync(ServerProcess server)
    {
        await using var asker = await server.LoginJsonAsync("ana");
        var handles = int.MaxValue;
        await Patience.UntilAsync(
            async () =>
            {
                await asker.AskAsync(new { t = "ping" });
                var (last, now) = (handles, ProcessVitals.Of(server.ProcessId).Handles);
                handles = now;
                return now == last;
            },
            "the number of handles has come to rest");
        return ProcessVitals.Of(server.ProcessId);
    }
}

[Collection<ProofCollection>]
public sealed class SoakAsync() : Soak("async");

[Collection<ProofCollection>]
public sealed class SoakThreads() : Soak("threads");
