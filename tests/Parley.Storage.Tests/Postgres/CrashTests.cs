using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Storage.Postgres;
using Parley.Storage.Tests.Support;
using static Parley.Storage.Tests.Support.Entries;

namespace Parley.Storage.Tests.Postgres;

/// <summary>The server dies at random moments, in the middle of appends of two nodes, and is started again. PARLEY_LONG=1 kills 30 times instead of 3; PARLEY_SEED repeats a run.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Rooms = 4;

    private static readonly int Kills = Environment.GetEnvironmentVariable("PARLEY_LONG") is "1" ? 30 : 3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_answered_is_there_once_and_everything_refused_is_not()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PARLEY_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var server = await PostgresServer.StartNewAsync();
        await using var one = await OpenAsync(server);
        await using var other = await OpenAsync(server);
        var appended = new ConcurrentDictionary<string, (long Room, long Position)>();
        var refused = new ConcurrentDictionary<string, bool>();
        using var end = new CancellationTokenSource();
        var writers = Enumerable.Range(1, Rooms).SelectMany(room => new[] { one, other }.Select((store, node) => AppendAsync(store.Log, $"{node}-{room}", room, new Random(seed + (node * 100) + room), appended, refused, end.Token))).ToList();

        for (var kill = 0; kill < Kills; kill++)
        {
            var until = appended.Count + random.Next(50, 2000);
            while (appended.Count < until)
                await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Token);
            await server.StopImmediatelyAsync();
            await server.StartAsync();
        }
        var last = appended.Count + 50;
        while (appended.Count < last)
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Token);
        await end.CancelAsync();
        await Task.WhenAll(writers);

        output.WriteLine($"{appended.Count} appended, {refused.Count} refused over {Kills} kills");
        for (var room = 1; room <= Rooms; room++)
        {
            var all = await one.Log.AllAsync(new ConversationId(room));
            Assert.Equal(Enumerable.Range(1, all.Count).Select(i => (long)i), all.Select(e => e.Position.Value));
            Assert.Equal(all.Select(e => (e.Text(), e.Position.Value)), appended.Where(a => a.Value.Room == room).OrderBy(a => a.Value.Position).Select(a => (a.Key, a.Value.Position)));
            Assert.DoesNotContain(all, e => refused.ContainsKey(e.Text()));
        }
    }

    private static async Task AppendAsync(
        IMessageLog log, string name, int room, Random random, ConcurrentDictionary<string, (long Room, long Position)> appended, ConcurrentDictionary<string, bool> refused, CancellationToken end)
    {
        for (var call = 0; !end.IsCancellationRequested; call++)
        {
            // Without client ids: nothing but the answer tells what became of them.
            string[] texts = [.. Enumerable.Range(0, random.Next(1, 20)).Select(i => $"{name}-{call}-{i}")];
            try
            {
                var outcomes = await log.AppendAsync([.. texts.Select(text => Message(text, new AccountId(room), new ConversationId(room)))], CancellationToken.None);
                for (var i = 0; i < texts.Length; i++)
                    Assert.True(appended.TryAdd(texts[i], (room, outcomes[i].Position.Value)));
            }
            catch (StorageUnavailableException)
            {
                Assert.All(texts, text => Assert.True(refused.TryAdd(text, true)));
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private static Task<PostgresStore> OpenAsync(PostgresServer server) =>
        PostgresStore.OpenAsync(server.ConnectionString("postgres"), TimeProvider.System, NullLoggerFactory.Instance, Token);
}
