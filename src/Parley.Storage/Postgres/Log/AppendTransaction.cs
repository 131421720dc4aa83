using Npgsql;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Storage.Columns;
using Parley.Storage.Postgres.Writing;

namespace Parley.Storage.Postgres.Log;

/// <summary>The hot path: entries of many conversations in one transaction of two round trips. The first locks the conversations and reads what the decisions need, the second writes and commits.</summary>
/// <remarks>
/// Locks are taken in the order of conversation ids, and entries are inserted in the order of authors and client ids, so that two transactions never wait for each other in a circle.
/// Each statement sees what was committed before it began: those after the lock see all that the conversations hold.
/// </remarks>
internal sealed class AppendTransaction(NpgsqlConnection connection, Lane lane)
{
    private readonly Transaction _transaction = new(connection, lane, CancellationToken.None);

    /// <summary>The last entry's, when it has run.</summary>
    public long LastSeq { get; private set; }

    /// <summary>Decides, writes and commits; every item has its outcomes then.</summary>
    /// <exception cref="MissingHeadsException">Nothing was written: some conversations have no row yet.</exception>
    /// <exception cref="OutcomeUnknownException">Every item has its outcomes, should it turn out to be committed.</exception>
    public async Task RunAsync(IReadOnlyList<PendingAppend> items)
    {
        var plan = await ReadAsync(items);
        foreach (var item in items)
        {
            var outcomes = new AppendOutcome[item.Entries.Count];
            for (var i = 0; i < outcomes.Length; i++)
                outcomes[i] = plan.Decide(item.Entries[i], item.Words(i));
            item.Decided(outcomes);
        }
        // What was decided on holds whether or not this ends well: nothing is to be written.
        if (plan.Placed.Count == 0)
            return;

        LastSeq = plan.Placed[^1].Seq;
        var statements = _transaction.Statements();
        Write(statements, plan);
        if (plan.Stale.Count > 0)
        {
            await statements.RunAsync(CancellationToken.None);
            await WordsColumn.RefreshAsync(_transaction, plan.Stale);
            statements = _transaction.Statements();
        }
        await _transaction.CommitAsync(statements);
    }

    private async Task<AppendPlan> ReadAsync(IReadOnlyList<PendingAppend> items)
    {
        var entries = items.SelectMany(item => item.Entries).ToList();
        var conversations = entries.Select(e => e.Conversation.Value).Distinct().ToArray();
        var ruled = entries.Where(e => e.RulesVersion != 0).Select(e => e.Conversation.Value).Distinct().ToArray();
        var named = entries.Where(e => e.ClientId is not null).Select(e => (Author: e.Author.Value, Id: e.ClientId!.Value.Value)).Distinct().ToArray();
        var meant = entries.Where(e => e.Kind is EntryKind.Edit or EntryKind.Redaction && e.Target != Position.None).Select(e => (Conversation: e.Conversation.Value, Position: e.Target.Value)).Distinct().ToArray();

        await using var statements = _transaction.Statements()
            .Add("SELECT conversation, last FROM head WHERE conversation = ANY($1) ORDER BY conversation FOR NO KEY UPDATE", conversations)
            .Add("SELECT nextval('entry_seq') FROM generate_series(1, $1)", entries.Count);
        if (ruled.Length > 0)
            statements.Add("SELECT conversation, version FROM room WHERE conversation = ANY($1) AND closed IS NULL", ruled);
        if (named.Length > 0)
        {
            statements.Add(
                """
                SELECT e.author, e.client_id, e.conversation, e.position, e.kind, e.target, e.time, e.erased, e.body
                FROM unnest($1::bigint[], $2::text[]) AS n(author, client_id) JOIN entry e ON e.author = n.author AND e.client_id = n.client_id AND e.client_id IS NOT NULL
                """,
                named.Select(n => n.Author).ToArray(),
                named.Select(n => n.Id).ToArray());
        }
        if (meant.Length > 0)
        {
            statements.Add(
                "SELECT e.conversation, e.position, e.kind, e.target, e.erased FROM unnest($1::bigint[], $2::bigint[]) AS m(conversation, position) JOIN entry e USING(conversation, position)",
                meant.Select(m => m.Conversation).ToArray(),
                meant.Select(m => m.Position).ToArray());
        }

        await using var reader = await statements.OpenAsync(CancellationToken.None);
        var seqs = new Queue<long>(entries.Count);
        var plan = new AppendPlan(seqs);
        while (await reader.ReadAsync())
            plan.Heads.Add(new ConversationId(reader.GetInt64(0)), reader.GetInt64(1));
        if (plan.Heads.Count < conversations.Length)
            throw new MissingHeadsException([.. conversations.Where(id => !plan.Heads.ContainsKey(new ConversationId(id)))]);
        await reader.NextResultAsync();
        while (await reader.ReadAsync())
            seqs.Enqueue(reader.GetInt64(0));
        if (ruled.Length > 0)
        {
            await reader.NextResultAsync();
            while (await reader.ReadAsync())
                plan.RulesVersions.Add(new ConversationId(reader.GetInt64(0)), reader.GetInt64(1));
        }
        if (named.Length > 0)
        {
            await reader.NextResultAsync();
            while (await reader.ReadAsync())
                plan.Known.Add((new AccountId(reader.GetInt64(0)), reader.GetString(1)), ReadKnown(reader));
        }
        if (meant.Length > 0)
        {
            await reader.NextResultAsync();
            while (await reader.ReadAsync())
                plan.Meant.Add((new ConversationId(reader.GetInt64(0)), new Position(reader.GetInt64(1))), new MeantEntry((EntryKind)reader.GetInt16(2), new Position(reader.GetInt64(3)), reader.GetBoolean(4)));
        }
        return plan;
    }

    private static KnownEntry ReadKnown(NpgsqlDataReader row) =>
        new(new ConversationId(row.GetInt64(2)), new Position(row.GetInt64(3)), (EntryKind)row.GetInt16(4), new Position(row.GetInt64(5)), row.Time(6), row.GetBoolean(7), row.Bytes(8));

    private static void Write(Statements statements, AppendPlan plan)
    {
        Insert(statements, plan.Placed);
        var heads = plan.Placed.Select(p => p.Entry.Conversation).Distinct().ToArray();
        statements.Add(
            "UPDATE head h SET last = n.last FROM unnest($1::bigint[], $2::bigint[]) AS n(conversation, last) WHERE h.conversation = n.conversation",
            Array.ConvertAll(heads, c => c.Value),
            Array.ConvertAll(heads, c => plan.Heads[c]));
        if (plan.Edited.Count > 0)
            WordsColumn.Set(statements, [.. plan.Edited.Select(e => (e.Key.Conversation.Value, e.Key.Position.Value, e.Value))]);
        if (plan.Redacted.Count > 0)
        {
            var conversations = plan.Redacted.Select(r => r.Conversation.Value).ToArray();
            var positions = plan.Redacted.Select(r => r.Position.Value).ToArray();
            statements.Add($"UPDATE entry e SET {Tombstone.Set} FROM unnest($1::bigint[], $2::bigint[]) AS r(conversation, target) WHERE e.conversation = r.conversation AND e.position = r.target", conversations, positions);
            statements.Add($"UPDATE entry e SET {Tombstone.Set} FROM unnest($1::bigint[], $2::bigint[]) AS r(conversation, target) WHERE e.conversation = r.conversation AND e.target = r.target AND e.kind = 2", conversations, positions);
        }
    }

    private static void Insert(Statements statements, List<PlacedEntry> placed)
    {
        PlacedEntry[] rows = [.. placed.OrderBy(p => p.Entry.Author.Value).ThenBy(p => p.Entry.ClientId?.Value, StringComparer.Ordinal)];
        statements.Add(
            $"""
            INSERT INTO entry(seq, conversation, position, kind, author, time, client_id, target, reply_to, thread, authored_at, origin, signature, body, erased, author_name, author_host, tags, words)
            SELECT seq, conversation, position, kind, author, time, client_id, target, reply_to, thread, authored_at, origin, signature, body, false, author_name, author_host, tags, array_to_tsvector(string_to_array(words, ' '))
            FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::smallint[], $5::bigint[], $6::bigint[], $7::text[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::text[],
                        $13::bytea[], $14::bytea[], $15::text[], $16::text[], $17::text[], $18::text[])
                AS r(seq, conversation, position, kind, author, time, client_id, target, reply_to, thread, authored_at, origin, signature, body, author_name, author_host, tags, words)
            """,
            Array.ConvertAll(rows, r => r.Seq),
            Array.ConvertAll(rows, r => r.Entry.Conversation.Value),
            Array.ConvertAll(rows, r => r.Position.Value),
            Array.ConvertAll(rows, r => (short)r.Entry.Kind),
            Array.ConvertAll(rows, r => r.Entry.Author.Value),
            Array.ConvertAll(rows, r => r.Entry.Time.ToUnixTimeMilliseconds()),
            Array.ConvertAll(rows, r => r.Entry.ClientId?.Value),
            Array.ConvertAll(rows, r => r.Entry.Target.Value),
            Array.ConvertAll(rows, r => r.Entry.ReplyTo.Value),
            Array.ConvertAll(rows, r => r.Entry.Thread.Value),
            Array.ConvertAll(rows, r => r.Entry.AuthoredAt?.ToUnixTimeMilliseconds()),
            Array.ConvertAll(rows, r => r.Entry.OriginId),
            Array.ConvertAll(rows, r => r.Entry.Signature.IsEmpty ? null : r.Entry.Signature.ToArray()),
            Array.ConvertAll(rows, r => r.Entry.Body.ToArray()),
            Array.ConvertAll(rows, r => r.Entry.AuthorName),
            Array.ConvertAll(rows, r => r.Entry.AuthorHost),
            Array.ConvertAll(rows, r => TagsColumn.Write(r.Entry.Tags)),
            Array.ConvertAll(rows, r => r.Words));
    }
}

/// <summary>Conversations without a row that could be locked.</summary>
internal sealed class MissingHeadsException(long[] conversations) : Exception
{
    public long[] Conversations { get; } = conversations;
}
