using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Conversations;
using Parley.Core.Logging;
using Parley.Core.Ports;
using Parley.Core.Sessions;

namespace Parley.Core.TurnTaking;

/// <summary>The conversations where turns are taken, and their snapshots. Bounded by the conversations in which somebody started it.</summary>
/// <remarks>
/// A snapshot says up to which entry it goes; the entries after it are gone through at the next start. So a crash between an entry and its
/// snapshot changes nothing. The members that name a conversation are called in its owner's turn, <see cref="Find"/> from any thread.
/// </remarks>
internal sealed class Floors(IKeyValue store, IMessageLog messages, IAccountStore accounts, TimeProvider time, ILogger log) : IDisposable
{
    private const int Page = 200;

    /// <summary>Entries of a conversation that are looked through for an earlier try of a post.</summary>
    private const int Retries = 100;

    private static readonly byte[] Space = "turns"u8.ToArray();

    private readonly ConcurrentDictionary<ConversationId, Floor> _floors = new();

    /// <summary>The lease of somebody's turn has run out. Any thread.</summary>
    public event Action<ConversationId>? RanOut;

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var item in await store.ListAsync(Space, cancellationToken))
        {
            var conversation = new ConversationId(long.Parse(Encoding.ASCII.GetString(item.Key.Span), CultureInfo.InvariantCulture));
            if (JsonSerializer.Deserialize(item.Value.Span, TurnJson.Default.TurnSnapshot) is not { } snapshot)
                continue;
            var (table, head) = await ReplayAsync(conversation, snapshot, cancellationToken);
            if (table is null)
            {
                await store.RemoveAsync(Space, item.Key, cancellationToken);
                continue;
            }
            await NameAsync(Open(conversation, table), cancellationToken);
            if (head.Value > snapshot.Covers)
                await StoreAsync(conversation, head, table);
        }
    }

    /// <summary>Null where no turns are taken.</summary>
    public Floor? Find(ConversationId conversation) => _floors.GetValueOrDefault(conversation);

    /// <summary>Carries out what somebody asks, if they may.</summary>
    /// <param name="now">The time that the entry would have.</param>
    /// <param name="append">Appends the entry and tells everybody of it.</param>
    public async Task<Refusal?> DecideAsync(ConversationId conversation, Position head, DateTimeOffset now, Session session, TurnBody body, Func<PendingPost, Task<Answer>> append)
    {
        if (session.Account is not { } account)
            return new Refusal(ErrorCode.AccountNeeded);
        if (TurnBody.ActionOf(body.Action) is not { } action)
            return Refusals.Invalid("action", body.Action);
        var floor = Find(conversation);
        if (action == TurnAction.Start)
            await PrepareAsync(conversation, head);
        else if (floor is null)
            return new Refusal(ErrorCode.NoTurns);
        else if (action != TurnAction.Stop && floor.Judge(action, account.Id, now) is { } refusal)
            return refusal;
        else if (floor.Table.At(now).Equals(body.Of(floor.Table, account.Id, now)))
            return null;
        var bytes = body.ToBytes();
        var answer = await append(new PendingPost(session, EntryKind.Turn, bytes, Encoding.UTF8.GetString(bytes)) { Turn = body });
        if (answer.Refusal is null)
            await AcceptedAsync(conversation, body, account.Id, account.Login.Value, answer.Outcome.Position, answer.Outcome.Time);
        return answer.Refusal;
    }

    /// <summary>Why a post may not be said now, or null: what is no new message has no turn to wait for.</summary>
    public async Task<Refusal?> RefuseAsync(Floor floor, PendingPost post, DateTimeOffset now)
    {
        if (post.Kind is not (EntryKind.Message or EntryKind.Notice) || floor.Judge(TurnAction.Speak, post.Author, now) is not { } refusal)
            return null;
        try
        {
            return await IsRetryAsync(floor.Conversation, post) ? null : refusal;
        }
        catch (StorageUnavailableException)
        {
            return Refusal.Of(ErrorCode.StorageUnavailable, "seconds", Appending.RetrySeconds);
        }
    }

    /// <summary>What a post that is in the log now does to the turn. True when it is another's.</summary>
    public static bool Spoken(Floor floor, PendingPost post, AppendOutcome outcome)
    {
        if (post.Kind is not (EntryKind.Message or EntryKind.Notice) || outcome.Status != AppendStatus.Appended)
            return false;
        floor.Name(post.Author, post.Sender.Account!.Login.Value);
        floor.Become(floor.Table.After(TurnAction.Speak, post.Author, outcome.Time)!);
        return true;
    }

    /// <summary>Before the entry that starts it: from now on a start of the server looks at what comes after <paramref name="head"/>.</summary>
    /// <exception cref="StorageUnavailableException">It can't be started now.</exception>
    private async Task PrepareAsync(ConversationId conversation, Position head)
    {
        if (Find(conversation) is null)
            await store.SetAsync(Space, KeyOf(conversation), Bytes(TurnSnapshot.Of(head, null)), null, CancellationToken.None);
    }

    /// <summary>An entry with this body is in the log.</summary>
    private async Task AcceptedAsync(ConversationId conversation, TurnBody body, AccountId who, string login, Position position, DateTimeOffset at)
    {
        var table = body.Of(Find(conversation)?.Table, who, at);
        if (table is null)
        {
            await CloseAsync(conversation);
            return;
        }
        var floor = Find(conversation);
        if (floor is null)
            floor = Open(conversation, table);
        else
            floor.Become(table);
        for (var i = 0; i < (body.Ids?.Count ?? 0); i++)
            floor.Name(new AccountId(body.Ids![i]), body.People![i]);
        floor.Name(who, login);
        await StoreAsync(conversation, position, table);
    }

    /// <summary>What other nodes have made of the turn while nobody here heard of the conversation.</summary>
    public async Task RefreshAsync(ConversationId conversation, CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(Space, KeyOf(conversation), cancellationToken);
        var table = stored is not null && JsonSerializer.Deserialize(stored.Value.Span, TurnJson.Default.TurnSnapshot) is { } snapshot
            ? (await ReplayAsync(conversation, snapshot, cancellationToken)).Table
            : null;
        if (table is not null)
        {
            var floor = Find(conversation) ?? Open(conversation, table);
            floor.Become(table);
            await NameAsync(floor, cancellationToken);
        }
        else if (_floors.TryRemove(conversation, out var over))
        {
            over.Dispose();
        }
    }

    /// <summary>An entry of another node's. True when the turn may be another's now.</summary>
    public async Task<bool> HeardAsync(Entry entry)
    {
        var floor = Find(entry.Conversation);
        if (floor is null && entry.Kind != EntryKind.Turn)
            return false;
        if (After(floor?.Table, entry) is not { } table)
        {
            if (_floors.TryRemove(entry.Conversation, out var over))
                over.Dispose();
            return floor is not null;
        }
        if (floor is null)
            floor = Open(entry.Conversation, table);
        else
            floor.Become(table);
        await NameAsync(floor, CancellationToken.None);
        return true;
    }

    /// <summary>After everybody has been told: the log has it already, this only spares the next start some reading.</summary>
    public Task KeepAsync(Floor floor, Position position) => StoreAsync(floor.Conversation, position, floor.Table);

    /// <summary>Whether the post was in the log before: its sender asks again because the first answer was lost.</summary>
    private async Task<bool> IsRetryAsync(ConversationId conversation, PendingPost post)
    {
        if (post.ClientId is not { } id)
            return false;
        var last = await messages.ReadBeforeAsync(conversation, null, Retries, CancellationToken.None);
        return last.Any(e => e.Author == post.Author && string.Equals(e.ClientId, id.Value, StringComparison.Ordinal));
    }

    /// <summary>An account is gone for good: its turns run out, and its name is not said any more.</summary>
    public void Forget(AccountId account)
    {
        foreach (var floor in _floors.Values)
            floor.Forget(account);
    }

    /// <summary>No turns are taken there any more, or the conversation has gone.</summary>
    public async Task CloseAsync(ConversationId conversation)
    {
        if (_floors.TryRemove(conversation, out var floor))
            floor.Dispose();
        try
        {
            await store.RemoveAsync(Space, KeyOf(conversation), CancellationToken.None);
        }
        catch (StorageUnavailableException fault)
        {
            log.TurnsNotStored(conversation, fault);
        }
    }

    public void Dispose()
    {
        foreach (var floor in _floors.Values)
            floor.Dispose();
    }

    private async Task<(TurnTable? Table, Position Head)> ReplayAsync(ConversationId conversation, TurnSnapshot snapshot, CancellationToken cancellationToken)
    {
        var table = snapshot.ToTable();
        var head = new Position(snapshot.Covers);
        while (await messages.ReadAfterAsync(conversation, head, Page, cancellationToken) is { Count: > 0 } entries)
        {
            foreach (var entry in entries)
                table = After(table, entry);
            head = entries[^1].Position;
        }
        return (table, head);
    }

    private static TurnTable? After(TurnTable? table, Entry entry) => entry.Kind switch
    {
        EntryKind.Message or EntryKind.Notice => table?.After(TurnAction.Speak, entry.Author, entry.Time),
        EntryKind.Turn when !entry.Erased && TurnBody.Of(entry.Body.Span) is { } body => body.Of(table, entry.Author, entry.Time),
        _ => table,
    };

    private async Task NameAsync(Floor floor, CancellationToken cancellationToken)
    {
        var table = floor.Table;
        foreach (var who in (table.IsOrdered ? table.Order : []).Concat(table.Hands).Append(table.Holder ?? default).Append(table.Waiting ?? default).Distinct())
        {
            if (await accounts.FindAsync(who, cancellationToken) is { } account)
                floor.Name(who, account.Login.Value);
        }
    }

    private Floor Open(ConversationId conversation, TurnTable table)
    {
        var floor = new Floor(conversation, table, time);
        floor.RanOut += () => RanOut?.Invoke(conversation);
        _floors[conversation] = floor;
        floor.Become(table);
        return floor;
    }

    private async Task StoreAsync(ConversationId conversation, Position position, TurnTable table)
    {
        try
        {
            await store.SetAsync(Space, KeyOf(conversation), Bytes(TurnSnapshot.Of(position, table)), null, CancellationToken.None);
        }
        catch (StorageUnavailableException fault)
        {
            log.TurnsNotStored(conversation, fault);
        }
    }

    private static byte[] KeyOf(ConversationId conversation) => Encoding.ASCII.GetBytes(conversation.ToString());

    private static byte[] Bytes(TurnSnapshot snapshot) => JsonSerializer.SerializeToUtf8Bytes(snapshot, TurnJson.Default.TurnSnapshot);
}
