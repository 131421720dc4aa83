using System.Text;
using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Storage.Tests.Support;

/// <summary>Short ways to write entries down in tests.</summary>
internal static class Entries
{
    public static readonly ConversationId Room = new(7);
    public static readonly AccountId Ana = new(1);
    public static readonly AccountId Bob = new(2);
    public static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, 123, TimeSpan.Zero);

    public static NewEntry Message(string text, AccountId? author = null, ConversationId? room = null, string? id = null) =>
        new(room ?? Room, EntryKind.Message, author ?? Ana, Noon, Encoding.UTF8.GetBytes(text), id is null ? null : Id(id));

    public static NewEntry Edit(long target, string text, AccountId? author = null, string? id = null) =>
        Message(text, author, id: id) with { Kind = EntryKind.Edit, Target = new Position(target) };

    public static NewEntry Redaction(long target, AccountId? author = null, string? id = null) =>
        Message("", author, id: id) with { Kind = EntryKind.Redaction, Target = new Position(target) };

    public static ClientId Id(string text) => ClientId.TryParse(text, out var id) ? id : throw new ArgumentException(text, nameof(text));

    public static string Text(this Entry entry) => Encoding.UTF8.GetString(entry.Body.Span);

    public static IEnumerable<string> Texts(this IEnumerable<Entry> entries) => entries.Select(e => e.Text());

    public static async Task<AppendOutcome> AppendAsync(this IMessageLog log, NewEntry entry) =>
        (await log.AppendAsync([entry], TestContext.Current.CancellationToken)).Single();

    public static async Task<IReadOnlyList<Entry>> AllAsync(this IMessageLog log, ConversationId? room = null) =>
        await log.ReadAfterAsync(room ?? Room, Position.None, int.MaxValue, TestContext.Current.CancellationToken);

    /// <summary>The texts found, once search says that it has covered everything.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(this IMessageLog log, string query, ConversationId? room = null)
    {
        for (var tries = 0; tries < 20; tries++)
        {
            var page = await log.SearchAsync(new SearchRequest(query, [room ?? Room], 100), TestContext.Current.CancellationToken);
            if (page.Complete)
                return [.. page.Entries.Texts()];
        }
        throw new TimeoutException("search does not follow the log");
    }
}
