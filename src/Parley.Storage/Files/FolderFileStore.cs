using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Storage.Files;

/// <summary>Bytes in a folder, what they are in the database. A file is there when its row is: the bytes come before it and go after it, and what has no row is cleared away at the next start.</summary>
/// <param name="folder">Made with the first file.</param>
public sealed class FolderFileStore(string folder, IKeyValue rows) : IFileStore, IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Temporary = ".new";
    private const string Thumbnail = ".thumb";
    private const int PieceBytes = 64 * 1024;

    /// <summary>The namespace of the rows.</summary>
    internal static readonly byte[] Space = "files"u8.ToArray();

    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>Bytes of each account that has files, and under 0 of all. Null before the first use.</summary>
    private Dictionary<AccountId, long>? _used;

    public async Task<FileAnswer> AddAsync(NewFile file, Stream content, FileLimits limits, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await LoadAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var path = PathOf(id);
        try
        {
            if (await WriteAsync(path + Temporary, content, limits.One, cancellationToken) is not { } size)
                return new(FileOutcome.TooLong);
            return await TakeInAsync(new StoredFile(id, file.Owner, file.Name, file.Type, size, file.Created), path, limits, cancellationToken);
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            throw new StorageUnavailableException("the file could not be written", e);
        }
        finally
        {
            File.Delete(path + Temporary);
        }
    }

    public async Task<bool> SetThumbnailAsync(string id, string type, ReadOnlyMemory<byte> picture, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } file)
            return false;
        var path = PathOf(id) + Thumbnail;
        try
        {
            await WriteAsync(path + Temporary, new MemoryStream(picture.ToArray()), long.MaxValue, cancellationToken);
            File.Move(path + Temporary, path, overwrite: true);
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            throw new StorageUnavailableException("the thumbnail could not be written", e);
        }
        await _gate.WaitAsync(cancellationToken);
        try
        {
            // Only over a row that is there: the file may have been removed meanwhile.
            if (await FindAsync(id, cancellationToken) is null)
            {
                File.Delete(path);
                return false;
            }
            await PutAsync(file with { ThumbnailType = type }, cancellationToken);
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask<StoredFile?> FindAsync(string id, CancellationToken cancellationToken) =>
        IsId(id) && await rows.GetAsync(Space, Encoding.ASCII.GetBytes(id), cancellationToken) is { } row ? Read(row) : null;

    public async ValueTask<Stream?> OpenAsync(string id, bool thumbnail, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } file || (thumbnail && file.ThumbnailType is null))
            return null;
        try
        {
            return new FileStream(thumbnail ? PathOf(id) + Thumbnail : PathOf(id), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, PieceBytes, useAsync: true);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            throw new StorageUnavailableException("the file could not be read", e);
        }
    }

    public async ValueTask<IReadOnlyList<StoredFile>> ListAsync(AccountId owner, CancellationToken cancellationToken) =>
        [.. (await rows.ListAsync(Space, cancellationToken)).Select(Read).Where(file => file.Owner == owner)];

    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (await FindAsync(id, cancellationToken) is not { } file)
                return false;
            await rows.RemoveAsync(Space, Encoding.ASCII.GetBytes(id), CancellationToken.None);
            Count(file, -file.Size);
        }
        finally
        {
            _gate.Release();
        }
        File.Delete(PathOf(id));
        File.Delete(PathOf(id) + Thumbnail);
        return true;
    }

    public async Task EraseAsync(AccountId owner, CancellationToken cancellationToken)
    {
        foreach (var file in await ListAsync(owner, cancellationToken))
            await RemoveAsync(file.Id, cancellationToken);
    }

    public void Dispose() => _gate.Dispose();

    private async Task<FileAnswer> TakeInAsync(StoredFile file, string path, FileLimits limits, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var used = _used!;
            if (used.GetValueOrDefault(file.Owner) + file.Size > limits.Own)
                return new(FileOutcome.OwnFull);
            if (used.GetValueOrDefault(default) + file.Size > limits.All)
                return new(FileOutcome.AllFull);
            File.Move(path + Temporary, path);
            await PutAsync(file, CancellationToken.None);
            Count(file, file.Size);
            return new(FileOutcome.Added, file);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Counts what there is, and clears away what a crash left.</summary>
    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (_used is not null)
            return;
        var used = new Dictionary<AccountId, long>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in (await rows.ListAsync(Space, cancellationToken)).Select(Read))
        {
            known.Add(file.Id);
            used[file.Owner] = used.GetValueOrDefault(file.Owner) + file.Size;
            used[default] = used.GetValueOrDefault(default) + file.Size;
        }
        foreach (var path in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories) : [])
        {
            if (!known.Contains(Path.GetFileName(path).Split('.')[0]) || path.EndsWith(Temporary, StringComparison.Ordinal))
                File.Delete(path);
        }
        _used = used;
    }

    private void Count(StoredFile file, long bytes)
    {
        if (_used is not { } used)
            return;
        foreach (var key in new[] { file.Owner, default })
            used[key] = used.GetValueOrDefault(key) + bytes;
    }

    /// <summary>Null when there is more than <paramref name="most"/>.</summary>
    private static async Task<long?> WriteAsync(string path, Stream content, long most, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        await using var file = new FileStream(path, options);
        var piece = new byte[PieceBytes];
        long size = 0;
        while (await content.ReadAsync(piece, cancellationToken) is var read and > 0)
        {
            size += read;
            if (size > most)
                return null;
            await file.WriteAsync(piece.AsMemory(0, read), cancellationToken);
        }
        file.Flush(flushToDisk: true);
        return size;
    }

    private async Task PutAsync(StoredFile file, CancellationToken cancellationToken)
    {
        var row = new Row(file.Owner.Value, file.Name, file.Type, file.Size, file.Created.ToUnixTimeMilliseconds(), file.ThumbnailType);
        await rows.SetAsync(Space, Encoding.ASCII.GetBytes(file.Id), JsonSerializer.SerializeToUtf8Bytes(row, FileJson.Default.Row), expected: null, cancellationToken);
    }

    internal static StoredFile Read(KeyValueItem item)
    {
        var row = JsonSerializer.Deserialize(item.Value.Span, FileJson.Default.Row)!;
        return new(Encoding.ASCII.GetString(item.Key.Span), new AccountId(row.Owner), row.Name, row.Type, row.Size, DateTimeOffset.FromUnixTimeMilliseconds(row.Created), row.Thumbnail);
    }

    private string PathOf(string id) => Path.Combine(folder, id[..2], id);

    /// <summary>What comes from outside makes a path only when it is one of ours.</summary>
    private static bool IsId(string id) => id.Length == 32 && id.All(char.IsAsciiHexDigitLower);

    /// <summary>Of ours, not of the content's: a body that breaks off is its sender's affair.</summary>
    private static bool IsOfTheDisk(Exception e) => e is UnauthorizedAccessException || e.GetType() == typeof(IOException) || e is PathTooLongException or DirectoryNotFoundException;

    internal sealed record Row(long Owner, string Name, string Type, long Size, long Created, string? Thumbnail);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FolderFileStore.Row))]
internal sealed partial class FileJson : JsonSerializerContext;
