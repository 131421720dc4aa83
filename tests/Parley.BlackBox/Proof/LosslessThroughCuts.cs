namespace Parley.BlackBox.Proof;

/// <summary>Connections are cut at random; senders retry by id, receivers resume by position: nobody misses or doubles anything.</summary>
public abstract class LosslessThroughCuts(string io)
{
    private const string Room = "uci";

    [Fact]
    public async Task Every_receiver_has_every_message_once_in_order_through_random_cuts()
    {
        await using var server = await ServerProcess.StartAsync(new ServerOptions { Io = io });
        await using var owner = await server.RegisterJsonAsync("owner");
        await owner.AskAsync(new { t = "create", room = Room });
        await using var proxy = new CuttingProxy(server.Line);
        CutSender[] senders = [.. Enumerable.Range(0, 3).Select(i => new CutSender($"sender{i}", Room, Amount.Of(400, 20_000)))];
        CutReceiver[] receivers = [.. Enumerable.Range(0, 3).Select(i => new CutReceiver($"receiver{i}", Room))];
        foreach (var login in senders.Select(s => s.Login).Concat(receivers.Select(r => r.Login)))
            await (await server.RegisterJsonAsync(login)).DisposeAsync();

        var total = senders.Sum(s => s.Total);
        var work = Task.WhenAll([.. senders.Select(s => s.RunAsync(proxy.EndPoint)), .. receivers.Select(r => r.RunAsync(proxy.EndPoint, total))]);
        var random = Chance.Seeded();
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 250)), TimeProvider.System));
            proxy.CutAll();
        }
        await work;

        TestContext.Current.TestOutputHelper?.WriteLine($"{total} messages, {proxy.Cuts} cuts");
        var history = await WholeHistory.ReadAsync(owner, Room);
        var complaints = LogChecker.Complaints(history, senders.SelectMany(s => s.Accepted), receivers.Select(r => (IReadOnlyList<SeenEntry>)r.Seen), senders.Select(s => (IReadOnlyList<string>)s.Sent));
        Assert.Empty(complaints.Take(10));
        Assert.Equal(total, history.Count);
        Assert.All(receivers, r => Assert.Equal(history, r.Seen));
        Assert.True(proxy.Cuts > 0, "nothing was cut: the test proved nothing");
    }
}

[Collection<ProofCollection>]
public sealed class LosslessThroughCutsAsync() : LosslessThroughCuts("async");

[Collection<ProofCollection>]
public sealed class LosslessThroughCutsThreads() : LosslessThroughCuts("threads");
