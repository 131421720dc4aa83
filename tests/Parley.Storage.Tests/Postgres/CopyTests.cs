using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Ports;
using Parley.Core.Rooms;
using Parley.Storage.Copying;
using Parley.Storage.Postgres;
using Parley.Storage.Sqlite;
using Parley.Storage.Tests.Support;
using static Parley.Storage.Tests.Support.Entries;

namespace Parley.Storage.Tests.Postgres;

/// <summary>A data directory with a bit of everything goes into a database and is the same there.</summary>
public sealed class CopyTests : IAsyncLifetime
{
    private static readonly ScramVerifier Verifier = new(new byte[] { 1, 0 }, 600_000, new byte[] { 2 }, new byte[] { 3 });
    private static readonly byte[] Space = [0, 1, 255];

    private readonly TemporaryDirectory _directory = new();
    private readonly byte[] _content = new byte[600_000];
    private TestDatabase _database = null!;
    private Account _ana = null!;
    private Account _gone = null!;
    private RoomRecord _uci = null!;
    private RoomRecord _closed = null!;
    private ConversationId _pair;
    private StoredFile _file = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await SharedServer.NewDatabaseAsync(empty: true);
        await using var store = await OpenSourceAsync();
        await FillAsync(store);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Everything_is_the_same_by_the_ports_and_by_hash_and_the_numbering_goes_on()
    {
        var report = await CopyAsync();

        Assert.Equal(["account", "token", "head", "room", "pair", "marker", "space", "item", "entry", "file"], report.Tables.Select(t => t.Table));
        Assert.All(report.Tables, t => Assert.True(t.Rows > 0, t.Table));
        Assert.Empty(report.MissingFiles);
        await using var before = await OpenSourceAsync();
        await using var after = await OpenTargetAsync();
        foreach (var conversation in (ConversationId[])[_uci.Id, _closed.Id, _pair])
        {
            Assert.Equal(await before.Log.SpanAsync(conversation, Token), await after.Log.SpanAsync(conversation, Token));
            Assert.Equal((await before.Log.AllAsync(conversation)).Select(Show), (await after.Log.AllAsync(conversation)).Select(Show));
        }
        Assert.Equal((await before.Log.ReadAuthorAsync(_ana.Id, 0, 100, Token)).Select(a => (a.Cursor, Show(a.Entry))), (await after.Log.ReadAuthorAsync(_ana.Id, 0, 100, Token)).Select(a => (a.Cursor, Show(a.Entry))));
        Assert.Equal(await before.Accounts.ListAsync(null, 100, Token), await after.Accounts.ListAsync(null, 100, Token));
        Assert.Equal(Verifier.Salt.ToArray(), (await after.Accounts.VerifierAsync(_ana.Id, Token))!.Salt.ToArray());
        Assert.Equal(await before.Tokens.ListAsync(_ana.Id, Token), await after.Tokens.ListAsync(_ana.Id, Token));
        Assert.Equal((await before.Rooms.ListAsync(Token)).Select(r => (r with { Rules = RoomRules.Initial }, r.Rules.Key)), (await after.Rooms.ListAsync(Token)).Select(r => (r with { Rules = RoomRules.Initial }, r.Rules.Key)));
        Assert.Equal(2, (await after.Rooms.MarkerAsync(_ana.Id, _uci.Id, MarkerKind.Read, Token)).Value);
        Assert.Equal((await before.KeyValue.ListAsync(Space, Token)).Select(Show), (await after.KeyValue.ListAsync(Space, Token)).Select(Show));
        Assert.Equal(await before.KeyValue.RevisionAsync(Space, Token), await after.KeyValue.RevisionAsync(Space, Token));
        foreach (var query in (string[])["nuevo", "viejo", "secreto", "adiós"])
            Assert.Equal(await before.Log.FindAsync(query, _uci.Id), await after.Log.FindAsync(query, _uci.Id));
        Assert.Single(await after.Log.FindAsync("nuevo", _uci.Id));
        Assert.Equal(_file, await after.Files.FindAsync(_file.Id, Token));
        Assert.Equal(_content, await ReadAsync(after.Files, thumbnail: false));
        Assert.Equal([9], await ReadAsync(after.Files, thumbnail: true));

        // What comes next never meets what was copied.
        Assert.Equal(AppendStatus.Duplicate, (await after.Log.AppendAsync(Message("hola", _ana.Id, _uci.Id, "c1"))).Status);
        var head = (await before.Log.SpanAsync(_uci.Id, Token)).Head;
        Assert.True((await after.Log.AppendAsync(Message("más", _ana.Id, _uci.Id))).Position.Follows(head));
        Assert.Equal("más", (await after.Log.ReadAuthorAsync(_ana.Id, (await before.Log.ReadAuthorAsync(_ana.Id, 0, 100, Token))[^1].Cursor, 9, Token)).Single().Entry.Text());
        Assert.True((await NewRoomAsync(after.Rooms, "nueva"))!.Id.Value > _pair.Value);
        Assert.True((await NewAccountAsync(after.Accounts, "nueva")).Id.Value > _gone.Id.Value);
        Assert.NotNull(await after.KeyValue.SetAsync(new byte[] { 7 }, new byte[] { 7 }, default, 0, Token));
        Assert.Equal(_pair, await after.Rooms.PairAsync(_gone.Id, _ana.Id, Token));
    }

    [Fact]
    public async Task A_database_that_is_not_empty_is_refused_untouched()
    {
        await using (var target = await OpenTargetAsync())
            await target.Log.AppendAsync(Message("mío"));
        Assert.Contains("not empty", (await Assert.ThrowsAsync<StoreRefusedException>(CopyAsync)).Message, StringComparison.Ordinal);
        await using var after = await OpenTargetAsync();
        Assert.Equal(["mío"], (await after.Log.AllAsync()).Texts());
        Assert.Empty(await after.Rooms.ListAsync(Token));
    }

    [Fact]
    public async Task A_directory_that_a_server_uses_is_refused()
    {
        await using var server = await OpenSourceAsync();
        Assert.Contains("another Parley server", (await Assert.ThrowsAsync<StoreRefusedException>(CopyAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_that_breaks_off_leaves_nothing_and_can_be_repeated()
    {
        await using (await OpenTargetAsync())
        {
        }
        // The last table that is written refuses.
        await _database.ExecuteAsync("CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$; CREATE TRIGGER no BEFORE INSERT ON parley.piece EXECUTE FUNCTION no()");
        await Assert.ThrowsAsync<Npgsql.PostgresException>(CopyAsync);
        Assert.Equal(0, await _database.NumberAsync("SELECT count(*) FROM parley.entry"));

        await _database.ExecuteAsync("DROP TRIGGER no ON parley.piece");
        Assert.All((await CopyAsync()).Tables, t => Assert.True(t.Rows > 0, t.Table));
    }

    [Fact]
    public async Task A_difference_between_the_two_sides_is_found_and_nothing_kept()
    {
        await using (await OpenTargetAsync())
        {
        }
        await _database.ExecuteAsync("CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.time = NEW.time + 1; RETURN NEW; END $$; CREATE TRIGGER change BEFORE INSERT ON parley.entry FOR EACH ROW WHEN (NEW.position = 2) EXECUTE FUNCTION change()");
        Assert.Contains("entry", (await Assert.ThrowsAsync<StoreRefusedException>(CopyAsync)).Message, StringComparison.Ordinal);
        Assert.Equal(0, await _database.NumberAsync("SELECT count(*) FROM parley.entry"));
    }

    [Fact]
    public async Task A_file_without_its_bytes_is_left_out_and_told()
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(_directory.Path, "files"), _file.Id, SearchOption.AllDirectories).ToList())
            File.Delete(path);
        Assert.Equal([_file.Id], (await CopyAsync()).MissingFiles);
    }

    private static string Show(Entry e) =>
        $"{e with { Body = default, Signature = default, Tags = null }} {Convert.ToHexString(e.Body.Span)} {Convert.ToHexString(e.Signature.Span)} {string.Join(',', e.Tags ?? new Dictionary<string, string>())}";

    private static string Show(KeyValueItem item) => $"{Convert.ToHexString(item.Key.Span)}={Convert.ToHexString(item.Value.Span)}@{item.Revision}";

    private static async Task<Account> NewAccountAsync(IAccountStore accounts, string name) =>
        Login.TryParse(name, out var login) ? (await accounts.CreateAsync(login, name, new Profile("Ana María", "Ñáñez", 41, ""), Verifier, Role.Moderator, Noon, Token))! : throw new ArgumentException(name, nameof(name));

    private static Task<RoomRecord?> NewRoomAsync(IRoomStore rooms, string text) =>
        RoomName.TryParse(text, out var name) ? rooms.CreateAsync(name, RoomLifetime.Kept, null, Noon, Token) : throw new ArgumentException(text, nameof(text));

    private async Task FillAsync(SqliteStore store)
    {
        _ana = await NewAccountAsync(store.Accounts, "Ana");
        _gone = await NewAccountAsync(store.Accounts, "eva");
        await store.Tokens.AddAsync(new StoredToken("phone", _ana.Id, "app/1", Noon, Noon), new byte[32], Token);
        _closed = (await NewRoomAsync(store.Rooms, "uci"))!;
        await store.Log.AppendAsync([Message("vieja", _ana.Id, _closed.Id)], Token);
        await store.Rooms.CloseAsync(_closed.Id, Noon, Token);
        _uci = (await NewRoomAsync(store.Rooms, "UCI"))!;
        _uci = (await store.Rooms.UpdateAsync(_uci with { Topic = "guardia", Rules = _uci.Rules with { Key = "llave" } }, Token))!;
        _pair = await store.Rooms.PairAsync(_ana.Id, _gone.Id, Token);
        var full = Message("todo", _ana.Id, _uci.Id) with
        {
            AuthorName = "anita",
            AuthorHost = "a@b",
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["+x"] = "ñ\0" },
            ReplyTo = new Position(1),
            Thread = new Position(1),
            AuthoredAt = Noon.AddDays(-1),
            OriginId = "peer/1",
            Signature = new byte[] { 0, 255 },
        };
        NewEntry[] entries =
        [
            Message("trimmed", _ana.Id), Message("hola", _ana.Id, id: "c1"), Message("viejo", _gone.Id), Edit(3, "nuevo", _ana.Id), Message("secreto", _ana.Id, id: "c2"), Redaction(5, _ana.Id),
            Message("de una visita", AccountId.Guest) with { AuthorName = "zoe" }, full, Message("adiós", _gone.Id), Message("\0\n", _ana.Id),
        ];
        await store.Log.AppendAsync([.. entries.Select(e => e with { Conversation = _uci.Id })], Token);
        await store.Log.AppendAsync([Message("privado", _gone.Id, _pair)], Token);
        await store.Log.TrimAsync(_uci.Id, new Position(1), Token);
        await store.Log.EraseAuthorAsync(_gone.Id, Token);
        await store.Accounts.EraseAsync(_gone.Id, Token);
        // As long as the message itself was not erased, its edit counts.
        await store.Log.AppendAsync([Message("otro", _ana.Id, _uci.Id), Edit(11, "nuevo", _ana.Id) with { Conversation = _uci.Id }], Token);
        await store.Rooms.AdvanceMarkersAsync([new(_ana.Id, _uci.Id, MarkerKind.Read, new Position(2))], Token);
        await store.KeyValue.SetAsync(Space, new byte[] { 1 }, Encoding.UTF8.GetBytes("uno"), null, Token);
        await store.KeyValue.SetAsync(Space, default, default, null, Token);
        await store.KeyValue.SetAsync(Space, new byte[] { 1 }, Encoding.UTF8.GetBytes("dos"), null, Token);
        await store.Claims.TryClaimAsync("k", "v", "h", TimeSpan.FromHours(1), Token);
        new Random(1).NextBytes(_content);
        var added = (await store.Files.AddAsync(new NewFile(_ana.Id, "r.png", "image/png", Noon), new MemoryStream(_content), new FileLimits(1_000_000, 1_000_000, 1_000_000), Token)).File!;
        await store.Files.SetThumbnailAsync(added.Id, "image/webp", new byte[] { 9 }, Token);
        _file = (await store.Files.FindAsync(added.Id, Token))!;
    }

    private async Task<byte[]> ReadAsync(IFileStore files, bool thumbnail)
    {
        await using var stream = (await files.OpenAsync(_file.Id, thumbnail, Token))!;
        var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Token);
        return bytes.ToArray();
    }

    private Task<CopyReport> CopyAsync() => StoreCopy.RunAsync(_directory.Path, _database.ConnectionString, TimeProvider.System, NullLoggerFactory.Instance, Token);

    private Task<SqliteStore> OpenSourceAsync() => SqliteStore.OpenAsync(_directory.Path, TimeProvider.System, NullLoggerFactory.Instance, Token);

    private Task<PostgresStore> OpenTargetAsync() => PostgresStore.OpenAsync(_database.ConnectionString, TimeProvider.System, NullLoggerFactory.Instance, Token);
}
