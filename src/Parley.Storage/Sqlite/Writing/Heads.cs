using Parley.Contracts;

namespace Parley.Storage.Sqlite.Writing;

/// <summary>The last position of each conversation and of the whole log, as the transaction under way sees them. On the writer's thread.</summary>
internal sealed class Heads(Database db)
{
    /// <summary>Bounds the cache, some 5 MB; past it, it starts anew.</summary>
    private const int Capacity = 100_000;

    private readonly Dictionary<ConversationId, long> _heads = [];
    private long? _lastSeq;
    private int _count;

    /// <summary>From any thread, for an operator.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Null when it is not known without asking the database.</summary>
    public long? KnownSeq => _lastSeq;

    public long LastSeq
    {
        get => _lastSeq ??= db.Scalar("SELECT max(last_seq, ifnull((SELECT max(seq) FROM entry), 0)) FROM trimmed") ?? 0;
        set => _lastSeq = value;
    }

    public long this[ConversationId conversation]
    {
        get
        {
            if (!_heads.TryGetValue(conversation, out var head))
                this[conversation] = head = Load(conversation);
            return head;
        }

        set
        {
            if (_heads.Count >= Capacity)
                _heads.Clear();
            _heads[conversation] = value;
            Volatile.Write(ref _count, _heads.Count);
        }
    }

    /// <summary>After a rollback the cache may be ahead of the database.</summary>
    public void Forget()
    {
        _heads.Clear();
        _lastSeq = null;
    }

    private long Load(ConversationId conversation)
    {
        var last = db.Prepare("SELECT max(position) FROM entry WHERE conversation = ?").Bind(conversation.Value).Number();
        if (last is { } position)
            return position;
        var first = db.Prepare("SELECT first FROM conversation WHERE id = ?").Bind(conversation.Value).Number();
        return (first ?? 1) - 1;
    }
}
