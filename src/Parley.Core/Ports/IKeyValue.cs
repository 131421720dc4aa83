namespace Parley.Core.Ports;

/// <summary>Ordered dictionaries of bytes: insertion order kept, every change numbered. One writer order per namespace.</summary>
/// <remarks>Namespace and key are byte strings up to 1,024 bytes (a key may be empty), values up to 1 MiB; longer ones throw <see cref="ArgumentException"/>. Every member throws <see cref="StorageUnavailableException"/> as <see cref="IMessageLog"/> does.</remarks>
public interface IKeyValue
{
    /// <summary>Null when there is no such key.</summary>
    ValueTask<KeyValueItem?> GetAsync(ReadOnlyMemory<byte> space, ReadOnlyMemory<byte> key, CancellationToken cancellationToken);

    /// <summary>Sets a value; an existing key keeps its place in the order, a new or removed one goes to the end.</summary>
    /// <param name="expected">Null: whatever is there. 0: only if the key is absent. Else only if the item still has this revision.</param>
    /// <returns>The new revision, or null when <paramref name="expected"/> did not hold and nothing changed.</returns>
    Task<long?> SetAsync(ReadOnlyMemory<byte> space, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, long? expected, CancellationToken cancellationToken);

    /// <summary>False when there was none.</summary>
    Task<bool> RemoveAsync(ReadOnlyMemory<byte> space, ReadOnlyMemory<byte> key, CancellationToken cancellationToken);

    /// <summary>Removes every key of the namespace.</summary>
    Task ClearAsync(ReadOnlyMemory<byte> space, CancellationToken cancellationToken);

    /// <summary>All items in order of insertion.</summary>
    ValueTask<IReadOnlyList<KeyValueItem>> ListAsync(ReadOnlyMemory<byte> space, CancellationToken cancellationToken);

    /// <summary>The number of the namespace's last change, removals included; 0 for one never touched.</summary>
    ValueTask<long> RevisionAsync(ReadOnlyMemory<byte> space, CancellationToken cancellationToken);
}

/// <param name="Revision">The namespace's revision at which this value was set.</param>
public sealed record KeyValueItem(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, long Revision);
