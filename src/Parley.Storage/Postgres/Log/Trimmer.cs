using Parley.Contracts;
using Parley.Storage.Postgres.Writing;

namespace Parley.Storage.Postgres.Log;

/// <summary>Retention: removes entries from the front of a conversation, in steps that let other writes pass.</summary>
internal sealed class Trimmer(Transactions transactions)
{
    private const int Step = 500;

    public async Task TrimAsync(ConversationId conversation, Position through, CancellationToken cancellationToken)
    {
        while (!await transactions.RunAsync(transaction => TrimStepAsync(transaction, conversation.Value, through.Value), cancellationToken))
        {
        }
    }

    /// <summary>True when everything through the position is gone.</summary>
    private static async Task<bool> TrimStepAsync(Transaction transaction, long conversation, long through)
    {
        var head = await transaction.AllAsync("SELECT first, last FROM head WHERE conversation = $1 FOR NO KEY UPDATE", row => (First: row.GetInt64(0), Last: row.GetInt64(1)), conversation);
        if (head.Count == 0)
            return true;
        var last = Math.Min(through, head[0].Last);
        if (head[0].First > last)
            return true;
        var end = Math.Min(last, head[0].First + Step - 1);
        await using var statements = transaction.Statements()
            .Add("DELETE FROM entry WHERE conversation = $1 AND position <= $2", conversation, end)
            .Add("UPDATE head SET first = $2 WHERE conversation = $1", conversation, end + 1);
        await statements.RunAsync(CancellationToken.None);
        return end == last;
    }
}
