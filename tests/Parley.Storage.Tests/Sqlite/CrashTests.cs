using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Contracts;
using Parley.Storage.Sqlite;
using Parley.Storage.Tests.Support;
using static Parley.Storage.Tests.Support.Entries;

namespace Parley.Storage.Tests.Sqlite;

/// <summary>A process that appends is killed (SIGKILL) at random moments. PARLEY_LONG=1 kills 100 times instead of 5; PARLEY_SEED repeats a run.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    /// <summary>The whole log is read after each kill: a directory is left before that takes long.</summary>
    private const int KillsPerDirectory = 10;

    private static readonly int Kills = Environment.GetEnvironmentVariable("PARLEY_LONG") is "1" ? 100 : 5;

    [Fact]
    public async Task Everything_acknowledged_survives_a_kill_and_positions_have_no_gaps()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PARLEY_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var total = 0;
        for (var kills = 0; kills < Kills; kills += KillsPerDirectory)
            total += await KillAndCheckAsync(random, Math.Min(KillsPerDirectory, Kills - kills));
        output.WriteLine($"{total} acknowledged entries over {Kills} kills");
        Assert.True(total > Kills * 10, "the child hardly ran");
    }

    /// <summary>Returns how many entries were acknowledged.</summary>
    private static async Task<int> KillAndCheckAsync(Random random, int kills)
    {
        using var directory = new TemporaryDirectory();
        var acknowledged = new Dictionary<(int Room, long Position), string>();
        for (var kill = 0; kill < kills; kill++)
        {
            await AppendAndKillAsync(directory.Path, random, acknowledged);
            await CheckAsync(directory.Path, acknowledged);
        }
        return acknowledged.Count;
    }

    private static async Task AppendAndKillAsync(string directory, Random random, Dictionary<(int Room, long Position), string> acknowledged)
    {
        var token = TestContext.Current.CancellationToken;
        var lines = 0;
        var killAfter = random.Next(20, 4000);
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ChildArguments(directory, random.Next())) { RedirectStandardOutput = true, UseShellExecute = false })!;
        try
        {
            while (await child.StandardOutput.ReadLineAsync(token).AsTask().WaitAsync(TimeSpan.FromSeconds(60), token) is { } line)
            {
                // The last line may be cut by the kill: then it was not acknowledged.
                if (line.Split(' ') is [var room, var position, var id, "."])
                    Assert.True(acknowledged.TryAdd((int.Parse(room), long.Parse(position)), id), $"a position was given twice: {line}");
                if (++lines == killAfter)
                    child.Kill();
            }
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync(token);
        }
        Assert.True(lines >= killAfter, $"the child ended by itself after {lines} lines");
    }

    private static async Task CheckAsync(string directory, Dictionary<(int Room, long Position), string> acknowledged)
    {
        await using var store = await SqliteStore.OpenAsync(directory, TimeProvider.System, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        for (var room = 1; room <= CrashChild.Rooms; room++)
        {
            var all = await store.Log.AllAsync(new ConversationId(room));
            Assert.Equal(Enumerable.Range(1, all.Count).Select(i => (long)i), all.Select(e => e.Position.Value));
            Assert.Equal(all.Count, all.Select(e => e.ClientId).Distinct().Count());
            foreach (var ((_, position), id) in acknowledged.Where(a => a.Key.Room == room))
            {
                Assert.True(position <= all.Count, $"entry {position} of room {room} was acknowledged and is lost");
                Assert.Equal((id, id), (all[(int)position - 1].ClientId, all[(int)position - 1].Text()));
            }
        }
    }

    private static string[] ChildArguments(string directory, int seed)
    {
        string[] own = [CrashChild.Argument, directory, $"{seed}"];
        // Under "dotnet test" the process may be dotnet itself.
        var assembly = typeof(CrashTests).Assembly.Location;
        return Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet" ? [assembly, .. own] : own;
    }
}
