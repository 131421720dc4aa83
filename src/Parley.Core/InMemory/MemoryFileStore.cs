using System.Security.Cryptography;
using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Core.InMemory;

public sealed class MemoryFileStore : IFileStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (StoredFile File, byte[] Content, byte[]? Thumbnail)> _files = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    public async Task<FileAnswer> AddAsync(NewFile file, Stream content, FileLimits limits, CancellationToken cancellationToken)
    {
        var bytes = new MemoryStream();
        var piece = new byte[4096];
        while (await content.ReadAsync(piece, cancellationToken) is var read and > 0)
        {
            bytes.Write(piece, 0, read);
            if (bytes.Length > limits.One)
                return new(FileOutcome.TooLong);
        }
        lock (_lock)
        {
            if (_files.Values.Where(f => f.File.Owner == file.Owner).Sum(f => f.File.Size) + bytes.Length > limits.Own)
                return new(FileOutcome.OwnFull);
            if (_files.Values.Sum(f => f.File.Size) + bytes.Length > limits.All)
                return new(FileOutcome.AllFull);
            var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            var stored = new StoredFile(id, file.Owner, file.Name, file.Type, bytes.Length, Milliseconds.Floor(file.Created));
            _files.Add(id, (stored, bytes.ToArray(), null));
            _order.Add(id);
            return new(FileOutcome.Added, stored);
        }
    }

    public Task<bool> SetThumbnailAsync(string id, string type, ReadOnlyMemory<byte> picture, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_files.TryGetValue(id, out var found))
                return Task.FromResult(false);
            _files[id] = (found.File with { ThumbnailType = type }, found.Content, picture.ToArray());
            return Task.FromResult(true);
        }
    }

    public ValueTask<StoredFile?> FindAsync(string id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return ValueTask.FromResult<StoredFile?>(_files.GetValueOrDefault(id).File);
    }

    public ValueTask<Stream?> OpenAsync(string id, bool thumbnail, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var bytes = !_files.TryGetValue(id, out var found) ? null : thumbnail ? found.Thumbnail : found.Content;
            return ValueTask.FromResult<Stream?>(bytes is null ? null : new MemoryStream(bytes, writable: false));
        }
    }

    public ValueTask<IReadOnlyList<StoredFile>> ListAsync(AccountId owner, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return ValueTask.FromResult<IReadOnlyList<StoredFile>>([.. _order.Select(id => _files[id].File).Where(f => f.Owner == owner)]);
    }

    public Task<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _order.Remove(id);
            return Task.FromResult(_files.Remove(id));
        }
    }

    public async Task EraseAsync(AccountId owner, CancellationToken cancellationToken)
    {
        foreach (var file in await ListAsync(owner, cancellationToken))
            await RemoveAsync(file.Id, cancellationToken);
    }
}
