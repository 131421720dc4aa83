namespace Parley.BlackBox.Proof;

/// <summary>Reads a room's log from its first position to its head, page by page.</summary>
internal static class WholeHistory
{
    public static async Task<IReadOnlyList<SeenEntry>> ReadAsync(JsonClient client, string room)
    {
        List<SeenEntry> entries = [];
        while (true)
        {
            var page = await client.AskAsync(new { t = "history", room, after = entries.Count == 0 ? 0 : entries[^1].Position, limit = 1000 });
            entries.AddRange(page["entries"]!.AsArray().Select(e => SeenEntry.From(e!.AsObject())));
            if (!page["more"]!.GetValue<bool>())
                return entries;
        }
    }
}
