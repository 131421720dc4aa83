using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Storage.Sqlite;
using static Parley.Storage.Tests.Support.Entries;

namespace Parley.Storage.Tests.Sqlite;

/// <summary>Appends from four rooms until it is killed, and says on standard output what was acknowledged: one line "room position id ." each.</summary>
internal static class CrashChild
{
    public const string Argument = "append-until-killed";

    public const int Rooms = 4;

    public static async Task<int> RunAsync(string directory, int seed)
    {
        await using var store = await SqliteStore.OpenAsync(directory, TimeProvider.System, NullLoggerFactory.Instance, default);
        await using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        var turn = new SemaphoreSlim(1);
        await Task.WhenAll(Enumerable.Range(1, Rooms).Select(room => AppendAsync(store.Log, room, new Random(seed + room), output, turn)));
        return 0;
    }

    private static async Task AppendAsync(IMessageLog log, int room, Random random, StreamWriter output, SemaphoreSlim turn)
    {
        for (var call = 0; ; call++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{room}-{call}");
            NewEntry[] entries = [.. Enumerable.Range(0, random.Next(1, 20)).Select(i => Message($"{name}-{i}", new AccountId(room), new ConversationId(room), $"{name}-{i}"))];
            var outcomes = await log.AppendAsync(entries, default);
            await turn.WaitAsync(CancellationToken.None);
            for (var i = 0; i < entries.Length; i++)
                await output.WriteLineAsync($"{room} {outcomes[i].Position} {name}-{i} .");
            turn.Release();
        }
    }
}
