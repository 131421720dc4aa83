using System.Diagnostics;
using Parley.Core;
using Parley.Core.Nodes;
using Parley.Core.Operators;
using Parley.Host.Start;

namespace Parley.Host.Operators;

/// <summary>Collects the figures of <c>parley inspect</c>: those of the process, of the store, and of the chat that is going on.</summary>
/// <param name="store">Figures of the open store, by name.</param>
internal sealed class InspectDesk(Stores stores, ILiveChat chat, Func<IReadOnlyDictionary<string, double>> store, TimeProvider time)
{
    private const int Shown = 100;
    private const int Page = 200;

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
            return new Inspection(Product.Version, Running: false, time.GetUtcNow(), figures, [], [], await SharedAsync(cancellationToken));

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
        return new Inspection(Product.Version, Running: true, time.GetUtcNow(), figures, [.. sessions], [.. rooms], NodesOf(live));
    }

    public OperatorReply Sessions(ListSessions request)
    {
        var page = (chat.Figures()?.Sessions ?? []).Where(s => s.Id > (request.After ?? 0)).OrderBy(s => s.Id).Take(Page + 1).ToList();
        return new SessionPage([.. page.Take(Page).Select(RowOf)], page.Count > Page ? page[Page - 1].Id : null);
    }

    private static IReadOnlyList<NodeRow>? NodesOf(ChatFigures live) =>
        live.Nodes.Count == 0 ? null : [.. live.Nodes.Select(n => new NodeRow(n.Id, n.Host, n.Version, n.Since, n.Sessions, n.Connected, n.Stopping))];

    /// <summary>Nodes that have the store open, when the verb is none of theirs.</summary>
    private async Task<IReadOnlyList<NodeRow>?> SharedAsync(CancellationToken cancellationToken) =>
        await NodeLife.ListAsync(stores.Claims, cancellationToken) is { Count: > 0 } lives
            ? [.. lives.Select(life => new NodeRow(life.Node.Value, life.Host, life.Version, life.Since, Sessions: null, life.IsConnected, life.IsRetired))]
            : null;

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
