using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Storage.Sqlite;
using Parley.Storage.Tests.Support;
using static Parley.Storage.Tests.Support.Entries;

namespace Parley.Storage.Tests.Sqlite;

/// <summary>"Erased" means that the bytes are in no file of the directory any more.</summary>
public sealed class ErasureTests : StoreFixture
{
    private const string Word = "xilofonista";

    [Fact]
    public async Task A_text_taken_back_is_in_no_file()
    {
        await AppendAroundAsync(Message($"soy {Word} de día", Bob), Edit(1001, $"también {Word} de noche", Bob));
        Assert.Single(await Store.Log.FindAsync(Word));
        Assert.NotEmpty(FilesWith(Word));

        await Store.Log.AppendAsync(Redaction(1001, Bob));

        await AssertGoneAsync();
    }

    [Fact]
    public async Task A_persons_texts_are_in_no_file_after_their_erasure()
    {
        await AppendAroundAsync(Message($"soy {Word}", Bob), Message(Word.ToUpperInvariant(), Bob));
        Assert.Equal(2, (await Store.Log.FindAsync(Word)).Count);

        await Store.Log.EraseAuthorAsync(Bob, Token);

        await AssertGoneAsync();
    }

    [Fact]
    public async Task Trimmed_texts_are_in_no_file()
    {
        await AppendAroundAsync(Message($"soy {Word}", Bob));
        Assert.Single(await Store.Log.FindAsync(Word));

        await Store.Log.TrimAsync(Room, new Position(1500), Token);

        await AssertGoneAsync();
    }

    [Fact]
    public async Task A_profile_is_in_no_file_after_its_erasure()
    {
        Assert.True(Login.TryParse("bob", out var login));
        var account = await Store.Accounts.CreateAsync(login, "bob", new Profile(Word, Word, 30, ""), new ScramVerifier(new byte[16], 1, new byte[32], new byte[32]), Role.User, Noon, Token);
        await Store.Accounts.EraseAsync(account!.Id, Token);

        await AssertGoneAsync();
    }

    [Fact]
    public async Task Text_that_a_killed_process_left_behind_goes_by_itself_after_the_next_start()
    {
        await AppendAroundAsync(Message($"soy {Word}", Bob));
        Assert.Single(await Store.Log.FindAsync(Word));
        await Store.Log.AppendAsync(Redaction(1001, Bob));

        // The files as a kill would leave them at this moment.
        using var left = new TemporaryDirectory();
        foreach (var path in System.IO.Directory.GetFiles(Directory, "*.db*").Where(p => !p.EndsWith("-shm", StringComparison.Ordinal)))
            File.Copy(path, Path.Combine(left.Path, Path.GetFileName(path)));
        Assert.Contains("parley.db-wal", FilesWith(Word, left.Path));
        await using var store = await SqliteStore.OpenAsync(left.Path, TimeProvider.System, NullLoggerFactory.Instance, Token);

        await UntilAsync(() => FilesWith(Word, left.Path).Count == 0, "the text stays");
        Assert.Equal(2002, (await store.Log.AllAsync()).Count);
    }

    private async Task AppendAroundAsync(params Parley.Core.Ports.NewEntry[] entries)
    {
        await Store.Log.AppendAsync([.. Enumerable.Range(0, 1000).Select(i => Message($"relleno número {i}"))], Token);
        await Store.Log.AppendAsync(entries, Token);
        await Store.Log.AppendAsync([.. Enumerable.Range(0, 1000).Select(i => Message($"más relleno {i}"))], Token);
    }

    private async Task AssertGoneAsync()
    {
        Assert.True(await Store.ScrubAsync(Token));
        await UntilAsync(() => FilesWith(Word).Count == 0, $"{Word} is still in {string.Join(", ", FilesWith(Word))}");
    }

    private List<string> FilesWith(string word) => FilesWith(word, Directory);

    private static List<string> FilesWith(string word, string directory)
    {
        var found = new List<string>();
        foreach (var path in System.IO.Directory.GetFiles(directory).Where(p => !p.EndsWith("lock", StringComparison.Ordinal)))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[file.Length];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            var text = Encoding.Latin1.GetString(bytes.AsSpan(0, length));
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
                found.Add(Path.GetFileName(path));
        }
        return found;
    }
}
