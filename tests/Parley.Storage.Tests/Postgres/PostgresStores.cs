using Microsoft.Extensions.Logging.Abstractions;
using Parley.Core.Ports;
using Parley.Storage.Postgres;
using Parley.Storage.Tests.Support;

namespace Parley.Storage.Tests.Postgres;

public sealed class PostgresStores : Stores
{
    private TestDatabase? _database;
    private PostgresStore? _store;

    public override IMessageLog Log => Store.Log;

    public override IAccountStore Accounts => Store.Accounts;

    public override ITokenStore Tokens => Store.Tokens;

    public override IRoomStore Rooms => Store.Rooms;

    public override IKeyValue KeyValue => Store.KeyValue;

    public override IFileStore Files => Store.Files;

    private PostgresStore Store => _store ?? throw new InvalidOperationException("not open");

    public override async ValueTask OpenAsync()
    {
        _database = await SharedServer.NewDatabaseAsync();
        _store = await PostgresStore.OpenAsync(_database.ConnectionString, TimeProvider.System, NullLoggerFactory.Instance, default);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        await base.DisposeAsync();
    }
}
