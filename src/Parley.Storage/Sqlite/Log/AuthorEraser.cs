using Parley.Contracts;
using Parley.Storage.Sqlite.Writing;

namespace Parley.Storage.Sqlite.Log;

/// <summary>A person's right: removes all texts of one author, in steps that let other writes pass.</summary>
internal sealed class AuthorEraser(Writer writer)
{
    private const int Step = 500;

    /// <summary>Every body that an author wrote becomes a tombstone. Returns how many.</summary>
    public async Task<long> EraseAsync(AccountId author, CancellationToken cancellationToken)
    {
        var erased = 0L;
        var cursor = 0L;
        while (true)
        {
            var after = cursor;
            var seqs = await writer.WriteAsync(db => EraseStep(db, author, after), Step, cancellationToken);
            if (seqs.Count == 0)
                return erased;
            erased += seqs.Count;
            cursor = seqs[^1];
        }
    }

    private List<long> EraseStep(Database db, AccountId author, long after)
    {
        var seqs = db.Prepare("SELECT seq FROM entry INDEXED BY entry_author WHERE author = ? AND seq > ? AND erased = 0 ORDER BY seq LIMIT ?")
            .Bind(author.Value).Bind(after).Bind(Step).All(row => row.Int64(0));
        foreach (var seq in seqs)
        {
            db.Prepare($"UPDATE entry SET {Tombstone.Set} WHERE seq = ?").Bind(seq).Run();
            db.Prepare("INSERT INTO search_change(seq) VALUES(?)").Bind(seq).Run();
        }
        if (seqs.Count > 0)
            writer.WantScrub();
        return seqs;
    }
}
