using Parley.Faults.Records;

namespace Parley.Faults.People;

/// <summary>Reads a conversation from its first entry to its head, page by page.</summary>
internal static class WholeLog
{
    public static async Task<IReadOnlyList<LogEntry>> ReadAsync(JsonLink link, string? room, string? to)
    {
        List<LogEntry> log = [];
        while (true)
        {
            var page = await link.NeedAsync(new { t = "history", room, to, after = log.Count == 0 ? 0 : log[^1].Position, limit = 1000 });
            log.AddRange(page["entries"]!.AsArray().Select(e => new LogEntry((long)e!["position"]!, (string)e["from"]!, (string?)e["id"], (string?)e["text"] ?? "")));
            if (!(bool)page["more"]!)
                return log;
        }
    }
}
