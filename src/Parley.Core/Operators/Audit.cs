using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Logging;
using Parley.Core.Ports;

namespace Parley.Core.Operators;

/// <summary>Who did what when. Bounded: what operators answer for has a place of its own, so that nobody pushes it out by guessing passwords.</summary>
public sealed class Audit(IKeyValue store, TimeProvider time, ILogger log)
{
    public const int ActsKept = 10_000;
    public const int CommonKept = 2_000;

    /// <summary>Refused logins that may wait to be written; more are counted only.</summary>
    private const int MaxWaiting = 64;

    private readonly Lock _lock = new();
    private readonly Ring _acts = new("audit"u8.ToArray(), ActsKept);
    private readonly Ring _common = new("audit-common"u8.ToArray(), CommonKept);
    private Task _writing = Task.CompletedTask;
    private long? _last;
    private int _waiting;
    private int _dropped;

    /// <summary>An act of an operator's, a moderator's or an administrator's. Durable when it completes.</summary>
    public Task NoteAsync(AuditEntry entry, CancellationToken cancellationToken) => WriteAsync(_acts, entry, cancellationToken);

    /// <summary>What anybody may do to what is theirs. Durable when it completes.</summary>
    public Task NoteOwnAsync(AuditEntry entry, CancellationToken cancellationToken) => WriteAsync(_common, entry, cancellationToken);

    /// <summary>Somebody gave a wrong password or token. Nobody waits for it to be written.</summary>
    /// <param name="account">Null when there is no such account: what was typed may be a password in the wrong place.</param>
    public void NoteRefused(AccountId? account, string address, string door)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            Interlocked.Increment(ref _dropped);
            return;
        }
        _ = NoteRefusedAsync(new AuditEntry(AuditActs.LoginRefused, Address: address, Account: account?.Value, Detail: door));
    }

    /// <summary>Newest first.</summary>
    /// <param name="before">Only entries with a smaller number.</param>
    public async ValueTask<IReadOnlyList<AuditEntry>> ListAsync(long? before, int limit, CancellationToken cancellationToken)
    {
        var entries = new List<AuditEntry>();
        foreach (var ring in new[] { _acts, _common })
            entries.AddRange((await store.ListAsync(ring.Space, cancellationToken)).Select(Read).Where(e => before is null || e.Number < before));
        return [.. entries.OrderByDescending(e => e.Number).Take(limit)];
    }

    private async Task NoteRefusedAsync(AuditEntry entry)
    {
        try
        {
            var dropped = Interlocked.Exchange(ref _dropped, 0);
            await WriteAsync(_common, dropped == 0 ? entry : entry with { Detail = string.Create(CultureInfo.InvariantCulture, $"{entry.Detail}, +{dropped}") }, CancellationToken.None);
        }
        catch (StorageUnavailableException fault)
        {
            log.AuditFailed(fault);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>One after the other; an entry is written also when who did it has gone.</summary>
    private Task WriteAsync(Ring ring, AuditEntry entry, CancellationToken cancellationToken)
    {
        Task writing;
        lock (_lock)
            writing = _writing = WriteAfterAsync(_writing, ring, entry with { Time = time.GetUtcNow() });
        return writing.WaitAsync(cancellationToken);
    }

    private async Task WriteAfterAsync(Task before, Ring ring, AuditEntry entry)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var number = (_last ?? await LoadAsync()) + 1;
        await store.SetAsync(ring.Space, Key(number), JsonSerializer.SerializeToUtf8Bytes(entry, AuditJson.Default.AuditEntry), null, CancellationToken.None);
        _last = number;
        ring.Numbers.Enqueue(number);
        while (ring.Numbers.Count > ring.Kept)
        {
            await store.RemoveAsync(ring.Space, Key(ring.Numbers.Peek()), CancellationToken.None);
            ring.Numbers.Dequeue();
        }
    }

    private async Task<long> LoadAsync()
    {
        var last = 0L;
        foreach (var ring in new[] { _acts, _common })
        {
            ring.Numbers.Clear();
            foreach (var item in await store.ListAsync(ring.Space, CancellationToken.None))
                ring.Numbers.Enqueue(NumberOf(item));
            last = Math.Max(last, ring.Numbers.LastOrDefault());
        }
        return last;
    }

    private static AuditEntry Read(KeyValueItem item) => JsonSerializer.Deserialize(item.Value.Span, AuditJson.Default.AuditEntry)! with { Number = NumberOf(item) };

    private static long NumberOf(KeyValueItem item) => BinaryPrimitives.ReadInt64BigEndian(item.Key.Span);

    private static byte[] Key(long number)
    {
        var key = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(key, number);
        return key;
    }

    /// <summary>A namespace of the store, its oldest entries first out.</summary>
    private sealed record Ring(byte[] Space, int Kept)
    {
        /// <summary>Oldest first.</summary>
        public Queue<long> Numbers { get; } = new();
    }
}
