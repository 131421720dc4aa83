using Microsoft.Extensions.Logging.Abstractions;
using Parley.Core.InMemory;
using Parley.Core.Ports;
using Parley.Storage.Sqlite;

namespace Parley.Storage.Tests.Support;

/// <summary>One implementation of every port, for the contract suites.</summary>
public abstract class Stores : IAsyncDisposable
{
    public abstract IMessageLog Log { get; }

    public abstract IAccountStore Accounts { get; }

    public abstract ITokenStore Tokens { get; }

    public abstract IRoomStore Rooms { get; }

    public abstract IKeyValue KeyValue { get; }

    public abstract IFileStore Files { get; }

    public virtual ValueTask OpenAsync() => ValueTask.CompletedTask;

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

public sealed class MemoryStores : Stores
{
    private readonly MemoryStore _store = new(TimeProvider.System);

    public override IMessageLog Log => _store.Log;

    public override IAccountStore Accounts => _store.Accounts;

    public override ITokenStore Tokens => _store.Tokens;

    public override IRoomStore Rooms => _store.Rooms;

    public override IKeyValue KeyValue => _store.KeyValue;

    public override IFileStore Files { get; } = new MemoryFileStore();
}

public sealed class SqliteStores : Stores
{
    private readonly TemporaryDirectory _directory = new();
    private SqliteStore? _store;

    public override IMessageLog Log => Store.Log;

    public override IAccountStore Accounts => Store.Accounts;

    public override ITokenStore Tokens => Store.Tokens;

    public override IRoomStore Rooms => Store.Rooms;

    public override IKeyValue KeyValue => Store.KeyValue;

    public override IFileStore Files => Store.Files;

    private SqliteStore Store => _store ?? throw new InvalidOperationException("not open");

    public override async ValueTask OpenAsync() => _store = await SqliteStore.OpenAsync(_directory.Path, TimeProvider.System, NullLoggerFactory.Instance, default);

    public override async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        _directory.Dispose();
        await base.DisposeAsync();
    }
}
