namespace Parley.Core.Ports;

/// <summary>Where a device keeps what all peers of a group have written. Entries are bytes here; whoever calls knows what they say. One caller at a time.</summary>
public interface IPeerStore
{
    /// <summary>Entries in the order in which they were written here, past <paramref name="after"/> (0: from the start).</summary>
    /// <exception cref="StorageUnavailableException">So with every method here.</exception>
    ValueTask<IReadOnlyList<(long Sequence, byte[] Entry)>> ReadAllAsync(long after, int limit, CancellationToken ct);

    /// <summary>Entries of an author after a number: as many as fit into so many bytes, and one at least if there is one.</summary>
    ValueTask<IReadOnlyList<byte[]>> ReadAsync(ReadOnlyMemory<byte> author, long after, int maxBytes, CancellationToken ct);

    ValueTask<IReadOnlyList<(byte[] One, byte[] Other)>> ReadForksAsync(CancellationToken ct);

    /// <summary>All of it, in order, or nothing; durable when it returns. Writing the same again changes nothing.</summary>
    ValueTask WriteAsync(IReadOnlyList<PeerWrite> writes, CancellationToken ct);
}

/// <param name="Author">32 bytes.</param>
public abstract record PeerWrite(ReadOnlyMemory<byte> Author);

/// <param name="Number">In the author's log.</param>
public sealed record PeerWriteEntry(ReadOnlyMemory<byte> Author, long Number, ReadOnlyMemory<byte> Entry) : PeerWrite(Author);

/// <summary>Takes the place of the entry with that number, of which nothing is left anywhere in the store when it has been written.</summary>
public sealed record PeerWriteReplacement(ReadOnlyMemory<byte> Author, long Number, ReadOnlyMemory<byte> Entry) : PeerWrite(Author);

/// <summary>Takes away the author's entries after a number.</summary>
public sealed record PeerWriteCut(ReadOnlyMemory<byte> Author, long After) : PeerWrite(Author);

/// <summary>Two entries with one number; the first such pair of an author is kept.</summary>
public sealed record PeerWriteFork(ReadOnlyMemory<byte> Author, ReadOnlyMemory<byte> One, ReadOnlyMemory<byte> Other) : PeerWrite(Author);
