using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Ports;
using Parley.Storage.Sqlite;

namespace Parley.Benchmarks;

/// <summary>A store in a temporary directory with one author.</summary>
public abstract class SqliteLog
{
    private readonly string _directory = Directory.CreateTempSubdirectory("parley-bench-").FullName;
    private SqliteStore? _store;

    protected IMessageLog Log => _store!.Log;

    protected NewEntry Entry { get; private set; } = new(new ConversationId(1), EntryKind.Message, default, Samples.Time, default);

    [GlobalSetup]
    public virtual async Task Open()
    {
        _store = await SqliteStore.OpenAsync(_directory, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        Login.TryParse("ana", out var login);
        var verifier = new ScramVerifier(new byte[16], 4096, new byte[32], new byte[32]);
        var account = await _store.Accounts.CreateAsync(login, "ana", new Profile("Ana", "Ruiz", null, "-"), verifier, Role.User, Samples.Time, CancellationToken.None);
        Entry = new NewEntry(new ConversationId(1_000_000), EntryKind.Message, account!.Id, Samples.Time, Encoding.UTF8.GetBytes(Samples.Text));
    }

    [GlobalCleanup]
    public async Task Close()
    {
        await _store!.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}

/// <summary>One group commit, from the call until it is durable; the time of a commit is mostly the disk's.</summary>
[MemoryDiagnoser]
public class GroupCommit : SqliteLog
{
    private NewEntry[] _batch = [];
    private long _next;

    [Params(1, 10, 100, 1000)]
    public int Entries { get; set; }

    [IterationSetup]
    public void Name()
    {
        _batch = new NewEntry[Entries];
        for (var i = 0; i < Entries; i++)
            _batch[i] = Entry with { ClientId = ClientId.TryParse($"bench-{_next++}", out var id) ? id : null };
    }

    [Benchmark]
    public Task<IReadOnlyList<AppendOutcome>> Append() => Log.AppendAsync(_batch, CancellationToken.None);
}

/// <summary>A page of fifty from the end and from the middle of a long conversation.</summary>
[MemoryDiagnoser]
public class HistoryPages : SqliteLog
{
    private const int Length = 100_000;
    private const int Page = 50;

    public override async Task Open()
    {
        await base.Open();
        for (var i = 0; i < Length; i += 1000)
            await Log.AppendAsync([.. Enumerable.Repeat(Entry, 1000)], CancellationToken.None);
    }

    [Benchmark]
    public ValueTask<IReadOnlyList<Entry>> Newest() => Log.ReadBeforeAsync(Entry.Conversation, null, Page, CancellationToken.None);

    [Benchmark]
    public ValueTask<IReadOnlyList<Entry>> Middle() => Log.ReadAfterAsync(Entry.Conversation, new Position(Length / 2), Page, CancellationToken.None);
}
