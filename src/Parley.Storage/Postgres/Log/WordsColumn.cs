using Parley.Contracts;
using Parley.Core.Search;
using Parley.Storage.Postgres.Writing;

namespace Parley.Storage.Postgres.Log;

/// <summary>What search looks through: the words of a message, and one that stands for its conversation.</summary>
internal static class WordsColumn
{
    /// <summary>Stands before a conversation's id; no word can hold it.</summary>
    private const char ConversationMark = '_';

    /// <summary>A lexeme has at most 2,046 bytes; what is found by the beginning of a longer word is compared with the text anyway.</summary>
    private const int LongestWord = 500;

    public static string Of(ConversationId conversation, ReadOnlySpan<byte> body) =>
        $"{ConversationMark}{conversation} {string.Join(' ', SearchWords.Of(body).Select(Shorten))}".TrimEnd();

    /// <summary>The condition of a search, as the text of a tsquery: every word, and one of the conversations.</summary>
    public static string Query(IEnumerable<ConversationId> conversations, IEnumerable<string> words) =>
        $"({string.Join('|', conversations.Select(c => $"'{ConversationMark}{c}'"))})&{string.Join('&', words.Select(word => $"'{Shorten(word)}'"))}";

    /// <summary>Edits of messages were erased: the words are again those of the newest text that is left.</summary>
    public static async Task RefreshAsync(Transaction transaction, IReadOnlyCollection<(long Conversation, long Position)> messages)
    {
        if (messages.Count == 0)
            return;
        var current = await transaction.AllAsync(
            $"""
            SELECT e.conversation, e.position, coalesce({NewestEdit}, e.body)
            FROM unnest($1::bigint[], $2::bigint[]) AS m(conversation, position) JOIN entry e USING(conversation, position) WHERE e.kind = 1 AND NOT e.erased
            """,
            row => (Conversation: row.GetInt64(0), Position: row.GetInt64(1), Body: row.Bytes(2)),
            messages.Select(m => m.Conversation).ToArray(),
            messages.Select(m => m.Position).ToArray());
        await using var statements = transaction.Statements();
        Set(statements, [.. current.Select(m => (m.Conversation, m.Position, Of(new ConversationId(m.Conversation), m.Body)))]);
        await statements.RunAsync(CancellationToken.None);
    }

    /// <summary>The newest text of the message <c>e</c>; null when it was never edited.</summary>
    public const string NewestEdit =
        "(SELECT d.body FROM entry d WHERE d.conversation = e.conversation AND d.target = e.position AND d.kind = 2 AND NOT d.erased ORDER BY d.position DESC LIMIT 1)";

    public static void Set(Statements statements, IReadOnlyCollection<(long Conversation, long Position, string Words)> messages) =>
        statements.Add(
            $"""
            UPDATE entry e SET words = array_to_tsvector(string_to_array(m.words, ' '))
            FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS m(conversation, position, words)
            WHERE e.conversation = m.conversation AND e.position = m.position AND e.kind = 1 AND NOT e.erased
            """,
            messages.Select(m => m.Conversation).ToArray(),
            messages.Select(m => m.Position).ToArray(),
            messages.Select(m => m.Words).ToArray());

    private static string Shorten(string word)
    {
        if (word.Length <= LongestWord)
            return word;
        return word[..(char.IsHighSurrogate(word[LongestWord - 1]) ? LongestWord - 1 : LongestWord)];
    }
}
