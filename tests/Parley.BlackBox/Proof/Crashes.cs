namespace Parley.BlackBox.Proof;

/// <summary>SIGKILL at random moments under load, over and over: what was accepted is kept, once, in one order.</summary>
public abstract class Crashes(string io)
{
    private const string Room = "uci";

    [Fact]
    public async Task Nothing_accepted_is_lost_doubled_or_reordered_by_kills()
    {
        using var data = new TemporaryFolder();
        var options = new ServerOptions { Io = io, Data = data.Path };
        CrashSender[] senders = [.. Enumerable.Range(0, 4).Select(i => new CrashSender($"sender{i}", Room))];
        CrashReceiver[] receivers = [.. Enumerable.Range(0, 3).Select(i => new CrashReceiver($"receiver{i}", Room))];
        await using (var server = await ServerProcess.StartAsync(options))
            await PrepareAsync(server, [.. senders.Select(s => s.Login), .. receivers.Select(r => r.Login)]);

        var random = Chance.Seeded();
        var rounds = Amount.Of(5, 200);
        for (var round = 0; round < rounds; round++)
        {
            await using var server = await ServerProcess.StartAsync(options);
            Task[] load = [.. senders.Select(s => s.PostUntilTheEndAsync(server)), .. receivers.Select(r => r.ReadAsync(server))];
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 1200)), TimeProvider.System);
            await server.KillAsync();
            await Task.WhenAll(load);
        }

        await using (var server = await ServerProcess.StartAsync(options))
        {
            foreach (var sender in senders)
                await sender.SettleAsync(server);
            await using var owner = await server.LoginJsonAsync("owner");
            await owner.AskAsync(new { t = "join", room = Room });
            var history = await WholeHistory.ReadAsync(owner, Room);
            foreach (var receiver in receivers)
                await receiver.ReadAsync(server, history[^1].Position);
            var complaints = LogChecker.Complaints(history, senders.SelectMany(s => s.Accepted), receivers.Select(r => (IReadOnlyList<SeenEntry>)r.Seen), senders.Select(s => (IReadOnlyList<string>)s.Sent));
            Assert.Empty(complaints.Take(10));
            Assert.Equal(senders.Sum(s => s.Sent.Count), history.Count);
            Assert.All(receivers, r => Assert.Equal(history, r.Seen));
            TestContext.Current.TestOutputHelper?.WriteLine($"{rounds} kills, {history.Count} messages");
        }
    }

    private static async Task PrepareAsync(ServerProcess server, string[] logins)
    {
        await using var owner = await server.RegisterJsonAsync("owner");
        await owner.AskAsync(new { t = "create", room = Room });
        await owner.AskAsync(new { t = "keep", room = Room });
        foreach (var login in logins)
            await (await server.RegisterJsonAsync(login)).DisposeAsync();
    }
}

[Collection<ProofCollection>]
public sealed class CrashesAsync() : Crashes("async");

[Collection<ProofCollection>]
public sealed class CrashesThreads() : Crashes("threads");
