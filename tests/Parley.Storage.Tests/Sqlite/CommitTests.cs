using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Storage.Sqlite;
using Parley.Storage.Tests.Support;
using static Parley.Storage.Tests.Support.Entries;

namespace Parley.Storage.Tests.Sqlite;

public sealed class CommitTests : StoreFixture
{
    [Fact]
    public async Task One_write_that_fails_by_itself_takes_nobody_with_it()
    {
        var blocked = await BlockWriterAsync();
        var good = Store.Log.AppendAsync([Message("a")], Token);
        var bug = Store.Writer.WriteAsync<bool>(_ => throw new InvalidDataException("a bug"), 1, Token);
        var token = Store.Tokens.AddAsync(new StoredToken("t", Ana, null, Noon, Noon), new byte[32], Token);
        var twin = Store.Tokens.AddAsync(new StoredToken("t", Ana, null, Noon, Noon), new byte[32], Token);
        var alsoGood = Store.Log.AppendAsync([Message("b")], Token);
        Assert.Equal(5, Store.Figures.QueueLength);
        await blocked.DisposeAsync();

        Assert.Equal(1, (await good)[0].Position.Value);
        await Assert.ThrowsAsync<InvalidDataException>(() => bug);
        await token;
        await Assert.ThrowsAsync<SqliteFailure>(() => twin);
        Assert.Equal(2, (await alsoGood)[0].Position.Value);
    }

    [Fact]
    public async Task Nobody_is_answered_before_the_commit()
    {
        var blocked = await BlockWriterAsync();
        var good = Store.Log.AppendAsync([Message("a")], Token);
        var broken = Store.Writer.WriteAsync(
            db =>
            {
                // Passes as a statement; the reference is checked, and fails, at the commit.
                db.Execute("PRAGMA defer_foreign_keys = ON; INSERT INTO item(space, key, place, revision, value) VALUES(999, x'', 1, 1, x'')");
                return true;
            },
            1,
            Token);
        await blocked.DisposeAsync();

        await Assert.ThrowsAsync<SqliteFailure>(() => broken);
        Assert.Equal(1, (await good)[0].Position.Value);
        Assert.Equal("a", (await Store.Log.AllAsync()).Single().Text());
    }
}
