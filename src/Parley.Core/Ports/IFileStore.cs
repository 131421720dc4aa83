using Parley.Contracts;

namespace Parley.Core.Ports;

/// <summary>Files that people share, each under an id of 128 random bits: whoever knows it may read.</summary>
/// <remarks>Every member throws <see cref="StorageUnavailableException"/> as <see cref="IMessageLog"/> does. Safe to call from any thread.</remarks>
public interface IFileStore
{
    /// <summary>Reads the content to its end and completes when the file is durable; nothing of one that was refused or broken off stays.</summary>
    Task<FileAnswer> AddAsync(NewFile file, Stream content, FileLimits limits, CancellationToken cancellationToken);

    /// <summary>Gives a file a small picture of it, in place of one it had. False when there is no such file.</summary>
    Task<bool> SetThumbnailAsync(string id, string type, ReadOnlyMemory<byte> picture, CancellationToken cancellationToken);

    /// <summary>Null for an id that was never given, or whose file is gone.</summary>
    ValueTask<StoredFile?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>The bytes, seekable, for the caller to dispose of; null when they are not there.</summary>
    ValueTask<Stream?> OpenAsync(string id, bool thumbnail, CancellationToken cancellationToken);

    /// <summary>An account's files, oldest first.</summary>
    ValueTask<IReadOnlyList<StoredFile>> ListAsync(AccountId owner, CancellationToken cancellationToken);

    /// <summary>False when there was none.</summary>
    Task<bool> RemoveAsync(string id, CancellationToken cancellationToken);

    /// <summary>The account is gone, and its files with it. May be repeated.</summary>
    Task EraseAsync(AccountId owner, CancellationToken cancellationToken);
}

/// <param name="Name">For showing; never a path.</param>
/// <param name="Type">The media type that it is served as.</param>
public sealed record NewFile(AccountId Owner, string Name, string Type, DateTimeOffset Created);

/// <param name="Id">32 hexadecimal digits.</param>
/// <param name="ThumbnailType">Null: it has none.</param>
public sealed record StoredFile(string Id, AccountId Owner, string Name, string Type, long Size, DateTimeOffset Created, string? ThumbnailType = null);

/// <summary>Bytes: of one file, of all of its owner's, and of all there are. Thumbnails don't count.</summary>
public readonly record struct FileLimits(long One, long Own, long All);

public enum FileOutcome
{
    Added,

    /// <summary>Longer than <see cref="FileLimits.One"/>.</summary>
    TooLong,

    /// <summary>Its owner's files would come to more than <see cref="FileLimits.Own"/>.</summary>
    OwnFull,

    /// <summary>All files would come to more than <see cref="FileLimits.All"/>.</summary>
    AllFull,
}

/// <param name="File">Null unless it was added.</param>
public readonly record struct FileAnswer(FileOutcome Outcome, StoredFile? File = null);
