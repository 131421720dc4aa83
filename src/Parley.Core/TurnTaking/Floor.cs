using System.Collections.Concurrent;
using Parley.Contracts;
using Parley.Core.Conversations;
using Parley.Core.Ports;

namespace Parley.Core.TurnTaking;

/// <summary>Turn-taking in one conversation. Touched in the turn of the conversation's owner, but for what says otherwise.</summary>
/// <remarks>The log is the truth; <see cref="Floors"/> keeps a snapshot, so that little of it has to be read again.</remarks>
internal sealed class Floor(ConversationId conversation, TurnTable first, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<AccountId, string> _names = new();
    private ITimer? _timer;

    public ConversationId Conversation { get; } = conversation;

    public TurnTable Table { get; private set; } = first;

    /// <summary>Raised by a timer, at the end of a lease at the earliest: somebody has to look and to tell.</summary>
    public event Action? RanOut;

    public void Name(AccountId who, string login) => _names[who] = login;

    /// <summary>Any thread.</summary>
    public void Forget(AccountId who) => _names.TryRemove(who, out _);

    /// <summary>Why somebody may not do it now, or null.</summary>
    public Refusal? Judge(TurnAction action, AccountId who, DateTimeOffset now)
    {
        if (who.IsGuest)
            return new Refusal(ErrorCode.AccountNeeded);
        return Table.Judge(action, who, now) switch
        {
            TurnRefusal.OthersTurn => Refusal.Of(ErrorCode.NotYourTurn, "user", NameOf(Table.At(now).Holder!.Value)),
            TurnRefusal.SpokeLast => new Refusal(ErrorCode.WaitForReply),
            TurnRefusal.NotAmong => new Refusal(ErrorCode.NotInTurns),
            TurnRefusal.OtherForm => Refusals.Invalid("action"),
            TurnRefusal.Full => Refusal.Of(ErrorCode.ListFull, "room", "#turn", "limit", TurnTable.MaxPeople),
            _ => null,
        };
    }

    public void Become(TurnTable next)
    {
        Table = next;
        var wait = next.Until - time.GetUtcNow() is { } left && left > TimeSpan.Zero ? left : Timeout.InfiniteTimeSpan;
        _timer ??= time.CreateTimer(_ => RanOut?.Invoke(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Looks at the clock. True when the lease that was running has run out.</summary>
    public bool LookAgain(DateTimeOffset now)
    {
        var over = Table.IsOver(now);
        Become(Table.At(now));
        return over;
    }

    /// <summary>What everybody is told.</summary>
    public TurnState Show(string? room, string? to, DateTimeOffset now)
    {
        var table = Table.At(now);
        return new TurnState(Conversation, room, to)
        {
            On = true,
            Order = table.IsOrdered ? [.. table.Order.Select(NameOf)] : null,
            Turn = table.Holder is { } holder ? NameOf(holder) : null,
            Waiting = table.Waiting is { } waiting ? NameOf(waiting) : null,
            Hands = table.Hands.IsEmpty ? null : [.. table.Hands.Select(NameOf)],
            Lease = (int)table.Lease.TotalSeconds,
            Until = table.Until,
            Over = table.IsOver(now) ? true : null,
        };
    }

    public void Dispose() => _timer?.Dispose();

    private string NameOf(AccountId who) => _names.TryGetValue(who, out var name) ? name : $"erased-{who}";
}
