using System.Text;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Rooms;
using Parley.Storage.Sqlite;
using static Parley.Storage.Tests.Support.Entries;

namespace Parley.Storage.Tests.Sqlite;

/// <summary>Databases of earlier releases, made here as those made them.</summary>
public sealed class MigrationTests : StoreFixture
{
    [Fact]
    public async Task A_database_of_version_2_is_taken_over_with_all_that_is_in_it()
    {
        RoomName.TryParse("uci", out var name);
        var room = (await Store.Rooms.CreateAsync(name, RoomLifetime.Kept, Ana, Noon, Token))!;
        await Store.Rooms.UpdateAsync(room with { Topic = "guardia" }, Token);
        await Store.Log.AppendAsync([Message("uno", room: room.Id, id: "c1"), Message("dos", Bob, room.Id)], Token);
        await Store.Rooms.AdvanceMarkersAsync([new(Ana, room.Id, MarkerKind.Read, new Position(2))], Token);
        var pair = await Store.Rooms.PairAsync(Ana, Bob, Token);
        await CloseAsync();
        MakeVersion2();
        await OpenAsync();

        var living = (await Store.Rooms.ListAsync(Token)).Single();
        Assert.Equal((room.Id, "uci", "guardia", RoomLifetime.Kept, Ana), (living.Id, living.Name.Value, living.Topic, living.Lifetime, living.Owner));
        Assert.Equal(RoomRules.Initial.Flags, living.Rules.Flags);
        Assert.Equal(["uno", "dos"], (await Store.Log.ReadAfterAsync(room.Id, Position.None, 10, Token)).Select(e => Encoding.UTF8.GetString(e.Body.Span)));
        Assert.Equal(["erased-1", "erased-2"], (await Store.Log.ReadAfterAsync(room.Id, Position.None, 10, Token)).Select(e => e.AuthorLogin));
        Assert.Equal(2, (await Store.Rooms.MarkerAsync(Ana, room.Id, MarkerKind.Read, Token)).Value);
        Assert.Equal(pair, await Store.Rooms.PairAsync(Bob, Ana, Token));

        // A retry from before the update is still one, and what is new works.
        Assert.Equal(AppendStatus.Duplicate, (await Store.Log.AppendAsync([Message("uno", room: room.Id, id: "c1")], Token)).Single().Status);
        await Store.Log.AppendAsync([Message("tres", AccountId.Guest, room.Id) with { AuthorName = "zoe" }], Token);
        Assert.Equal(("zoe", 3L), (await Store.Log.ReadAfterAsync(room.Id, new Position(2), 10, Token)).Select(e => (e.AuthorLogin, e.Position.Value)).Single());
        Assert.NotNull(await Store.Rooms.UpdateAsync(living with { Rules = living.Rules with { Key = "secreto" } }, Token));
        await ReopenAsync();
        Assert.Equal("secreto", (await Store.Rooms.ListAsync(Token)).Single().Rules.Key);
    }

    /// <summary>Takes the file back to what the release before wrote: columns less, and an index by author.</summary>
    private void MakeVersion2()
    {
        using var db = Database.Open(Path.Combine(Directory, SqliteStore.FileName), forWriting: true, Pragmas.ForLogWriter);
        db.Execute("ALTER TABLE entry DROP COLUMN author_name; ALTER TABLE entry DROP COLUMN author_host; ALTER TABLE entry DROP COLUMN tags; ALTER TABLE room DROP COLUMN rules; CREATE INDEX entry_author ON entry(author); PRAGMA user_version = 2");
    }
}
