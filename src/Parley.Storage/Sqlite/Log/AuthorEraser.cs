using Parley.Contracts;
using Parley.Storage.Sqlite.Writing;

namespace Parley.Storage.Sqlite.Log;

/// <summary>A person's right: removes all texts of one author, in steps that let other writes pass.</summary>
internal sealed class AuthorEraser(Writer writer)
{
    /// <summary>Entries read through in a transaction: some milliseconds.</summary>
    private const int Step = 10_000;

    /// <summary>Every body that an author wrote becomes a tombstone. Returns how many.</summary>
    public async Task<long> EraseAsync(AccountId author, CancellationToken cancellationToken)
    {
        var erased = 0L;
        for (var after = 0L; after < writer.DurableSeq; after += Step)
        {
            var first = after;
            erased += await writer.WriteAsync(db => EraseStep(db, author, first, first + Step), 500, cancellationToken);
        }
        return erased;
    }

    private int EraseStep(Database db, AccountId author, long after, long through)
    {
        var seqs = db.Prepare("SELECT seq FROM entry WHERE seq > ? AND seq <= ? AND author = ? AND erased = 0")
            .Bind(after).Bind(through).Bind(author.Value).All(row => row.Int64(0));
        foreach (var seq in seqs)
        {
            db.Prepare($"UPDATE entry SET {Tombstone.Set} WHERE seq = ?").Bind(seq).Run();
            db.Prepare("INSERT INTO search_change(seq) VALUES(?)").Bind(seq).Run();
        }
        if (seqs.Count > 0)
            writer.WantScrub();
        return seqs.Count;
    }
}
