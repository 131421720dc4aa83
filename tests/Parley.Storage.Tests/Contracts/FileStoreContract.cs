using System.Text;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Storage.Tests.Postgres;
using Parley.Storage.Tests.Support;

namespace Parley.Storage.Tests.Contracts;

public sealed class MemoryFileStoreTests : FileStoreContract<MemoryStores>;

public sealed class FolderFileStoreTests : FileStoreContract<SqliteStores>;

public sealed class PostgresFileStoreTests : FileStoreContract<PostgresStores>;

public abstract class FileStoreContract<TStores> : Contract<TStores>
    where TStores : Stores, new()
{
    private static readonly AccountId Ana = new(1);
    private static readonly AccountId Bob = new(2);
    private static readonly FileLimits Roomy = new(1000, 10_000, 100_000);

    private IFileStore Files => Stores.Files;

    [Fact]
    public async Task A_file_is_found_by_its_id_with_what_was_said_of_it()
    {
        var added = await AddAsync(Ana, "hola");
        var file = added.File!;
        Assert.Matches("^[0-9a-f]{32}$", file.Id);
        Assert.Equal(new StoredFile(file.Id, Ana, "turno.txt", "text/plain", 4, DateTimeOffset.UnixEpoch), await Files.FindAsync(file.Id, Token));
        Assert.Equal("hola", await ReadAsync(file.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../../parley.db")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("0123456789abcdef0123456789abcde/")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    public async Task What_is_no_id_or_none_of_ours_finds_nothing(string id)
    {
        Assert.Null(await Files.FindAsync(id, Token));
        Assert.Null(await Files.OpenAsync(id, thumbnail: false, Token));
        Assert.False(await Files.SetThumbnailAsync(id, "image/png", new byte[] { 1 }, Token));
        Assert.False(await Files.RemoveAsync(id, Token));
    }

    [Fact]
    public async Task Limits_hold_for_one_file_for_an_account_and_for_all_and_what_is_refused_leaves_nothing()
    {
        var limits = new FileLimits(4, 6, 9);
        Assert.Equal(FileOutcome.TooLong, (await AddAsync(Ana, "12345", limits)).Outcome);
        Assert.Equal(FileOutcome.Added, (await AddAsync(Ana, "1234", limits)).Outcome);
        Assert.Equal(FileOutcome.OwnFull, (await AddAsync(Ana, "123", limits)).Outcome);
        Assert.Equal(FileOutcome.Added, (await AddAsync(Bob, "1234", limits)).Outcome);
        Assert.Equal(FileOutcome.AllFull, (await AddAsync(Bob, "12", limits)).Outcome);
        Assert.Equal(FileOutcome.Added, (await AddAsync(Ana, "1", limits)).Outcome);
        Assert.Equal([4, 1], (await Files.ListAsync(Ana, Token)).Select(f => f.Size));
        await Files.RemoveAsync((await Files.ListAsync(Ana, Token))[0].Id, Token);
        Assert.Equal(FileOutcome.Added, (await AddAsync(Ana, "123", limits)).Outcome);
    }

    [Fact]
    public async Task Of_many_at_once_no_more_are_taken_than_there_is_room_for()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => AddAsync(Ana, "1234", new FileLimits(4, 12, 100)))));
        Assert.Equal(3, answers.Count(a => a.Outcome == FileOutcome.Added));
        Assert.Equal(3, (await Files.ListAsync(Ana, Token)).Count);
    }

    [Fact]
    public async Task A_content_that_breaks_off_leaves_nothing()
    {
        await Assert.ThrowsAsync<EndOfStreamException>(() => Files.AddAsync(new NewFile(Ana, "x", "x", DateTimeOffset.UnixEpoch), new Broken(), Roomy, Token));
        Assert.Empty(await Files.ListAsync(Ana, Token));
    }

    [Fact]
    public async Task A_thumbnail_is_replaced_and_goes_with_its_file()
    {
        var id = (await AddAsync(Ana, "picture")).File!.Id;
        Assert.Null(await Files.OpenAsync(id, thumbnail: true, Token));
        Assert.True(await Files.SetThumbnailAsync(id, "image/png", "one"u8.ToArray(), Token));
        Assert.True(await Files.SetThumbnailAsync(id, "image/webp", "two"u8.ToArray(), Token));
        Assert.Equal("image/webp", (await Files.FindAsync(id, Token))!.ThumbnailType);
        Assert.Equal("two", await ReadAsync(id, thumbnail: true));
        Assert.Equal("picture", await ReadAsync(id));
        Assert.True(await Files.RemoveAsync(id, Token));
        Assert.Null(await Files.OpenAsync(id, thumbnail: true, Token));
        Assert.False(await Files.RemoveAsync(id, Token));
    }

    [Fact]
    public async Task Erasing_takes_all_of_an_account_and_nothing_of_others_and_may_be_repeated()
    {
        var ids = new[] { (await AddAsync(Ana, "1")).File!.Id, (await AddAsync(Ana, "2")).File!.Id };
        var kept = (await AddAsync(Bob, "3")).File!.Id;
        await Files.EraseAsync(Ana, Token);
        await Files.EraseAsync(Ana, Token);
        foreach (var id in ids)
            Assert.Null(await Files.FindAsync(id, Token));
        Assert.Equal("3", await ReadAsync(kept));
    }

    private Task<FileAnswer> AddAsync(AccountId owner, string content, FileLimits? limits = null) =>
        Files.AddAsync(new NewFile(owner, "turno.txt", "text/plain", DateTimeOffset.UnixEpoch), new MemoryStream(Encoding.UTF8.GetBytes(content)), limits ?? Roomy, Token);

    private async Task<string> ReadAsync(string id, bool thumbnail = false)
    {
        await using var stream = await Files.OpenAsync(id, thumbnail, Token) ?? throw new InvalidOperationException("not there");
        return await new StreamReader(stream).ReadToEndAsync(Token);
    }

    private sealed class Broken : MemoryStream
    {
        private bool _given;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_given)
                throw new EndOfStreamException();
            _given = true;
            return ValueTask.FromResult(100);
        }
    }
}
