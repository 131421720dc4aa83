using System.Diagnostics;
using Parley.Core;
using Parley.Host.Start;

namespace Parley.Host.Operators;

/// <summary>Collects the figures of <c>parley inspect</c>: those of the process, of the store, and of the chat that is going on.</summary>
/// <param name="store">Figures of the open store, by name.</param>
internal sealed class InspectDesk(Stores stores, ILiveChat chat, Func<IReadOnlyDictionary<string, double>> store, TimeProvider time)
{
    private const int Shown = 100;

    public async Task<OperatorReply> InspectAsync(CancellationToken cancellationToken)
    {
        var figures = new SortedDictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal)
        {
            ["store"] = new Dictionary<string, double>(store(), StringComparer.Ordinal)
            {
                ["accounts"] = await stores.Accounts.CountAsync(cancellationToken),
                ["rooms"] = (await stores.Rooms.ListAsync(cancellationToken)).Count,
            },
        };
        if (chat.Figures() is not { } live)
            return new Inspection(Product.Version, Running: false, time.GetUtcNow(), figures, [], []);

        figures["process"] = ProcessFigures();
        figures["chat"] = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["people"] = live.Online,
            ["sessions"] = live.Sessions.Count,
            ["rooms"] = live.Rooms.Count,
            ["private-waiting"] = live.PrivateWaiting,
            ["hashes-waiting"] = live.HashesWaiting,
        };
        var sessions = live.Sessions.OrderBy(s => s.Id).Take(Shown).Select(RowOf);
        var rooms = live.Rooms.OrderByDescending(r => r.People).ThenBy(r => r.Conversation).Take(Shown).Select(r => new LiveRoomRow(r.Conversation, r.Room, r.People, r.Waiting));
        return new Inspection(Product.Version, Running: true, time.GetUtcNow(), figures, [.. sessions], [.. rooms]);
    }

    private static SessionRow RowOf(SessionFigures session) => new(
        session.Id, session.Login, session.Address, session.Door, session.Client, session.Since, session.Rooms,
        session.PendingBytes, session.Clock?.Offset, session.Clock?.Error);

    private static int Threads()
    {
        using var process = Process.GetCurrentProcess();
        return process.Threads.Count;
    }

    private static Dictionary<string, double> ProcessFigures() => new(StringComparer.Ordinal)
    {
        ["memory-bytes"] = Environment.WorkingSet,
        ["heap-bytes"] = GC.GetTotalMemory(forceFullCollection: false),
        ["threads"] = Threads(),
        ["thread-pool-threads"] = ThreadPool.ThreadCount,
        ["thread-pool-queue"] = ThreadPool.PendingWorkItemCount,
        ["collections"] = GC.CollectionCount(0),
        ["lock-contentions"] = Monitor.LockContentionCount,
        ["cpu-seconds"] = Environment.CpuUsage.TotalTime.TotalSeconds,
    };
}
