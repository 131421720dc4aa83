using System.Text;
using Parley.Lan.Identity;
using Parley.Lan.Replication;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;
using Parley.Storage;
using Parley.Storage.Sqlite.Peers;

namespace Parley.Lan.Tests.Replication;

/// <summary>What a replica asks of a log, whatever keeps it.</summary>
public abstract class PeerLogContract : IDisposable
{
    private readonly DeviceKey _ana = DeviceKey.New();
    private readonly DeviceKey _bob = DeviceKey.New();

    [Fact]
    public async Task Everything_is_read_in_the_order_in_which_it_came()
    {
        var log = await OpenAsync();
        var (a1, b1) = (Sample.First(_ana, "a1"), Sample.First(_bob, "b1"));
        await log.WriteAsync([new Added(a1), new Added(b1)], default);
        await log.WriteAsync([new Added(Sample.After(a1, _ana, "a2"))], default);
        Assert.Equal(["a1", "b1", "a2"], await TextsAsync(log));
    }

    [Fact]
    public async Task A_page_of_an_author_has_what_fits_and_one_entry_at_least()
    {
        var log = await OpenAsync();
        PeerEntry[] entries = [Sample.First(_ana, "one"), null!, null!];
        entries[1] = Sample.After(entries[0], _ana, "two");
        entries[2] = Sample.After(entries[1], _ana, "three");
        await log.WriteAsync([.. entries.Select(e => new Added(e))], default);
        await log.WriteAsync([new Added(Sample.First(_bob, "other"))], default);
        Assert.Equal(["one"], Texts(await log.ReadAsync(_ana.Id, 0, 1, default)));
        Assert.Equal(["two", "three"], Texts(await log.ReadAsync(_ana.Id, 1, entries[1].Encoded.Length + entries[2].Encoded.Length, default)));
        Assert.Equal(["two"], Texts(await log.ReadAsync(_ana.Id, 1, entries[1].Encoded.Length + entries[2].Encoded.Length - 1, default)));
        Assert.Empty(await log.ReadAsync(_ana.Id, 3, int.MaxValue, default));
        Assert.Empty(await log.ReadAsync(new DeviceId(Digest.Of("nobody"u8)), 0, int.MaxValue, default));
    }

    [Fact]
    public async Task What_is_cut_off_is_gone_and_the_other_branch_takes_its_place()
    {
        var log = await OpenAsync();
        var first = Sample.First(_ana, "first");
        await log.WriteAsync([new Added(first), new Added(Sample.After(first, _ana, "lost")), new Added(Sample.First(_bob, "b"))], default);
        await log.WriteAsync([new Cut(_ana.Id, 1), new Added(Sample.After(first, _ana, "won", ms: 5_000))], default);
        Assert.Equal(["first", "b", "won"], await TextsAsync(log));
        Assert.Equal(["won"], Texts(await log.ReadAsync(_ana.Id, 1, int.MaxValue, default)));
    }

    [Fact]
    public async Task An_entry_that_loses_its_body_or_gets_it_back_stays_where_it_is()
    {
        var log = await OpenAsync();
        var (a, b) = (Sample.First(_ana, "taken back"), Sample.First(_bob, "b"));
        await log.WriteAsync([new Added(a), new Added(b)], default);
        await log.WriteAsync([new Replaced(a.WithoutBody())], default);
        Assert.Equal(["", "b"], await TextsAsync(log));
        Assert.True((await log.ReadAsync(_ana.Id, 0, int.MaxValue, default))[0].IsBare);
        await log.WriteAsync([new Replaced(a)], default);
        Assert.Equal(["taken back", "b"], await TextsAsync(log));
    }

    [Fact]
    public async Task Writing_again_what_was_written_changes_nothing()
    {
        var log = await OpenAsync();
        var first = Sample.First(_ana, "first");
        ReplicaChange[] changes = [new Added(first), new Forked(new PeerFork(Sample.After(first, _ana, "x"), Sample.After(first, _ana, "y")))];
        await log.WriteAsync(changes, default);
        await log.WriteAsync(changes, default);
        Assert.Equal(["first"], await TextsAsync(log));
        Assert.Single(await log.ReadForksAsync(default));
    }

    [Fact]
    public async Task The_first_fork_of_an_author_is_kept_without_what_was_said()
    {
        var log = await OpenAsync();
        var first = Sample.First(_ana, "first");
        var (x, y) = (Sample.After(first, _ana, "x"), Sample.After(first, _ana, "y"));
        await log.WriteAsync([new Forked(new PeerFork(x, y))], default);
        await log.WriteAsync([new Forked(new PeerFork(Sample.First(_bob, "v"), Sample.First(_bob, "w")))], default);
        var forks = await log.ReadForksAsync(default);
        Assert.Equal(new HashSet<DeviceId> { _ana.Id, _bob.Id }, forks.Select(f => f.One.Author).ToHashSet());
        var proof = forks.Single(f => f.One.Author == _ana.Id);
        Assert.Equal((x.Hash, y.Hash), (proof.One.Hash, proof.Other.Hash));
        Assert.True(proof is { One.IsBare: true, Other.IsBare: true });
    }

    public void Dispose()
    {
        _ana.Dispose();
        _bob.Dispose();
        Close();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<IPeerLog> OpenAsync();

    protected abstract void Close();

    protected static async Task<IReadOnlyList<string>> TextsAsync(IPeerLog log) => Texts(await log.ReadAllAsync(default).ToListAsync());

    private static IReadOnlyList<string> Texts(IEnumerable<PeerEntry> entries) => [.. entries.Select(e => Encoding.UTF8.GetString(e.Content.Body.Span))];
}

public sealed class MemoryPeerLogTests : PeerLogContract
{
    protected override Task<IPeerLog> OpenAsync() => Task.FromResult<IPeerLog>(new MemoryPeerLog());

    protected override void Close()
    {
    }
}

public sealed class SqlitePeerLogTests : PeerLogContract
{
    private const string Secret = "never-again-4711";

    private readonly string _folder = Directory.CreateTempSubdirectory("parley-lan-").FullName;
    private SqlitePeerStore? _store;

    [Fact]
    public async Task It_is_all_there_after_a_restart()
    {
        using var key = DeviceKey.New();
        var first = Sample.First(key, "kept");
        await (await OpenAsync()).WriteAsync([new Added(first)], default);
        var again = await OpenAsync();
        Assert.Equal(["kept"], await TextsAsync(again));
        Assert.Equal(first.Hash, (await again.ReadAllAsync(default).ToListAsync())[0].Hash);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_an_entry_said_is_in_no_file_once_it_is_emptied_or_cut_off(bool emptied)
    {
        using var key = DeviceKey.New();
        var said = Sample.First(key, Secret);
        var log = await OpenAsync();
        await log.WriteAsync([new Added(said)], default);
        Assert.Contains(await FilesAsync(_folder), f => f.Contains(Secret, StringComparison.Ordinal));
        await log.WriteAsync([emptied ? new Replaced(said.WithoutBody()) : new Cut(key.Id, 0)], default);
        // The program may run for months.
        Assert.DoesNotContain(await FilesAsync(_folder), f => f.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_killed_process_has_left_of_it_goes_at_the_next_start()
    {
        using var key = DeviceKey.New();
        var said = Sample.First(key, Secret);
        var log = await OpenAsync();
        await log.WriteAsync([new Added(said)], default);
        var killed = Directory.CreateTempSubdirectory("parley-lan-");
        try
        {
            foreach (var file in Directory.EnumerateFiles(_folder, "peers-*"))
                File.Copy(file, Path.Combine(killed.FullName, Path.GetFileName(file)));
            using var store = await SqlitePeerStore.OpenAsync(killed.FullName, "test", default);
            Assert.Equal([Secret], await TextsAsync(new StoredPeerLog(store)));
            Assert.Equal(0, killed.EnumerateFiles("*-wal").Sum(f => f.Length));
        }
        finally
        {
            killed.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_folder_serves_one_process()
    {
        await OpenAsync();
        await Assert.ThrowsAsync<StoreRefusedException>(() => SqlitePeerStore.OpenAsync(_folder, "other", default));
    }

    [Fact]
    public async Task Another_programs_file_is_left_alone()
    {
        await OpenAsync();
        _store!.Dispose();
        _store = null;
        var file = Path.Combine(_folder, "peers-test.db");
        await File.WriteAllTextAsync(file, "something else entirely, of another program");
        await Assert.ThrowsAsync<StoreRefusedException>(() => SqlitePeerStore.OpenAsync(_folder, "test", default));
        Assert.StartsWith("something else", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    protected override async Task<IPeerLog> OpenAsync()
    {
        _store?.Dispose();
        _store = await SqlitePeerStore.OpenAsync(_folder, "test", default);
        return new StoredPeerLog(_store);
    }

    protected override void Close()
    {
        _store?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<IReadOnlyList<string>> FilesAsync(string folder)
    {
        List<string> contents = [];
        foreach (var path in Directory.EnumerateFiles(folder, "peers-*"))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, Encoding.Latin1);
            contents.Add(await reader.ReadToEndAsync());
        }
        return contents;
    }
}
