using Parley.Contracts;
using Parley.Storage.Sqlite.Writing;

namespace Parley.Storage.Sqlite.Log;

/// <summary>Retention: removes entries from the front of a conversation, in steps that let other writes pass.</summary>
internal sealed class Trimmer(Writer writer)
{
    private const int Step = 500;

    public async Task TrimAsync(ConversationId conversation, Position through, CancellationToken cancellationToken)
    {
        while (!await writer.WriteAsync(db => TrimStep(db, conversation, through.Value), Step, cancellationToken))
        {
        }
    }

    /// <summary>True when everything through the position is gone.</summary>
    private bool TrimStep(Database db, ConversationId conversation, long through)
    {
        var oldest = db.Prepare("SELECT min(position) FROM entry WHERE conversation = ?").Bind(conversation.Value).Number();
        var last = Math.Min(through, writer.Heads[conversation]);
        if (oldest is not { } first || first > last)
            return true;
        var end = Math.Min(last, first + Step - 1);
        db.Prepare("INSERT INTO search_change(seq) SELECT seq FROM entry WHERE conversation = ? AND position <= ?").Bind(conversation.Value).Bind(end).Run();
        db.Prepare("DELETE FROM entry WHERE conversation = ? AND position <= ?").Bind(conversation.Value).Bind(end).Run();
        db.Prepare("INSERT INTO conversation(id, first) VALUES(?, ?) ON CONFLICT(id) DO UPDATE SET first = excluded.first").Bind(conversation.Value).Bind(end + 1).Run();
        // The last numbers of the log may be among the trimmed: they must not be given again.
        db.Prepare("UPDATE trimmed SET last_seq = ?").Bind(writer.Heads.LastSeq).Run();
        writer.WantScrub();
        return end == last;
    }
}
