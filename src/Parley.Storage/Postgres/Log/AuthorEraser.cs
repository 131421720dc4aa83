using Parley.Contracts;
using Parley.Storage.Postgres.Writing;

namespace Parley.Storage.Postgres.Log;

/// <summary>A person's right: removes all texts of one author, in steps that let other writes pass.</summary>
internal sealed class AuthorEraser(Transactions transactions, Reads reads)
{
    /// <summary>Entries read through in a transaction: some milliseconds.</summary>
    private const int Step = 10_000;

    /// <summary>Every body that an author wrote becomes a tombstone. Returns how many.</summary>
    public async Task<long> EraseAsync(AccountId author, CancellationToken cancellationToken)
    {
        var erased = 0L;
        var last = await reads.NumberAsync("SELECT max(seq) FROM entry", cancellationToken) ?? 0;
        for (var after = 0L; after < last; after += Step)
        {
            var first = after;
            erased += await transactions.RunAsync(transaction => EraseStepAsync(transaction, author.Value, first, first + Step), cancellationToken);
        }
        return erased;
    }

    private static async Task<int> EraseStepAsync(Transaction transaction, long author, long after, long through)
    {
        const string mine = "seq > $2 AND seq <= $3 AND author = $1 AND NOT erased";
        // Appends decide on what is erased under these locks.
        var conversations = await transaction.AllAsync($"SELECT DISTINCT conversation FROM entry WHERE {mine}", row => row.GetInt64(0), author, after, through);
        if (conversations.Count == 0)
            return 0;
        await transaction.AllAsync("SELECT conversation FROM head WHERE conversation = ANY($1) ORDER BY conversation FOR NO KEY UPDATE", row => row.GetInt64(0), conversations.ToArray());
        var erased = await transaction.AllAsync(
            $"UPDATE entry SET {Tombstone.Set} WHERE {mine} AND conversation = ANY($4) RETURNING kind, conversation, target",
            row => (Kind: (EntryKind)row.GetInt16(0), Conversation: row.GetInt64(1), Target: row.GetInt64(2)),
            author, after, through, conversations.ToArray());
        await WordsColumn.RefreshAsync(transaction, erased.Where(e => e.Kind == EntryKind.Edit).Select(e => (e.Conversation, e.Target)).ToHashSet());
        return erased.Count;
    }
}
