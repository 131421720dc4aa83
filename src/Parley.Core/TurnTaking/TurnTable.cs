using System.Collections.Immutable;
using Parley.Contracts;

namespace Parley.Core.TurnTaking;

/// <summary>Whose turn it is: a value, and what becomes of it. docs/turn-taking.md has the diagram.</summary>
/// <remarks>
/// Times come from outside and never go back; a turn ends by them alone, no timer has to fire.
/// At every time somebody may speak: the holder; without one, everybody but who spoke last; and everybody once the lease is over.
/// </remarks>
/// <param name="Lease">For how long a turn, or a free floor, is kept for others.</param>
internal sealed record TurnTable(TimeSpan Lease)
{
    public const int MaxPeople = 100;

    /// <summary>In the order in which they speak. Default: everybody may, by raised hands.</summary>
    public ImmutableArray<AccountId> Order { get; init; }

    /// <summary>Who spoke last and waits for a reply; null: nobody waits.</summary>
    public AccountId? Waiting { get; init; }

    /// <summary>Whose turn it is; null: the floor is free to all but <see cref="Waiting"/>.</summary>
    public AccountId? Holder { get; init; }

    /// <summary>Who asked for the turn, the first first.</summary>
    public ImmutableArray<AccountId> Hands { get; init; } = [];

    /// <summary>Who let a turn in the order run out, and has said nothing since: passed over while anybody else is left.</summary>
    public ImmutableArray<AccountId> Silent { get; init; } = [];

    /// <summary>The beginning of the present turn.</summary>
    public DateTimeOffset Since { get; init; }

    public bool IsOrdered => !Order.IsDefault;

    /// <summary>When the lease is over; null where nobody is kept from speaking.</summary>
    public DateTimeOffset? Until => Holder is null && Waiting is null ? null : Since + Lease;

    public static TurnTable InOrder(IEnumerable<AccountId> people, TimeSpan lease) => new(lease) { Order = [.. people.Distinct()] };

    public static TurnTable ByHands(TimeSpan lease) => new(lease);

    /// <summary>The lease has run out by then: the floor is everybody's.</summary>
    public bool IsOver(DateTimeOffset now) => Until <= now;

    /// <summary>The table as time has left it: hands that waited have had their turns.</summary>
    public TurnTable At(DateTimeOffset now)
    {
        var table = this;
        while (table.IsOver(now) && table.Hands.Length > 0)
            table = table.Give(table.Hands[0], table.Until!.Value);
        return table;
    }

    /// <summary>Whether somebody may do it at this time. Starting and stopping are not the table's to judge.</summary>
    public TurnRefusal Judge(TurnAction action, AccountId who, DateTimeOffset now)
    {
        var table = At(now);
        return action switch
        {
            TurnAction.Speak or TurnAction.Take => table.JudgeSpeech(who, now),
            TurnAction.Pass => table.Holder == who ? TurnRefusal.None : table.JudgeSpeech(who, now),
            TurnAction.Raise => IsOrdered ? TurnRefusal.OtherForm : table.Hands.Length >= MaxPeople ? TurnRefusal.Full : TurnRefusal.None,
            TurnAction.Join => !IsOrdered ? TurnRefusal.OtherForm : Order.Length >= MaxPeople ? TurnRefusal.Full : TurnRefusal.None,
            _ => TurnRefusal.None,
        };
    }

    /// <summary>What is left after it was done; null when turn-taking is over. Does not judge: what is in the log has been accepted.</summary>
    public TurnTable? After(TurnAction action, AccountId who, DateTimeOffset now)
    {
        var table = At(now);
        return action switch
        {
            TurnAction.Speak => table.Spoken(who, now),
            TurnAction.Pass => table.Holder == who ? table.Spoken(who, now) : table,
            TurnAction.Take => table.Holder == who ? table : table.Taken(who, now),
            TurnAction.Raise => table.Raised(who, now),
            TurnAction.Lower => table with { Hands = table.Hands.Remove(who) },
            TurnAction.Join => !IsOrdered || table.Order.Contains(who) ? table : table with { Order = table.Order.Add(who) },
            TurnAction.Leave => table.Left(who, now),
            TurnAction.Stop => null,
            _ => table,
        };
    }

    private TurnRefusal JudgeSpeech(AccountId who, DateTimeOffset now)
    {
        if (IsOrdered && !Order.Contains(who))
            return TurnRefusal.NotAmong;
        if (IsOver(now))
            return TurnRefusal.None;
        if (Holder is { } holder)
            return holder == who ? TurnRefusal.None : TurnRefusal.OthersTurn;
        return Waiting == who ? TurnRefusal.SpokeLast : TurnRefusal.None;
    }

    private TurnTable Spoken(AccountId who, DateTimeOffset now)
    {
        var table = Freed(who, now) with { Waiting = who, Holder = null, Since = now, Hands = Hands.Remove(who) };
        return table.NextAfter(who) is { } next ? table.Give(next, now) : IsOrdered ? table with { Waiting = null } : table;
    }

    private TurnTable Taken(AccountId who, DateTimeOffset now) => Freed(who, now).Give(who, now);

    private TurnTable Raised(AccountId who, DateTimeOffset now)
    {
        if (IsOrdered || Holder == who || Hands.Contains(who))
            return this;
        return JudgeSpeech(who, now) == TurnRefusal.None ? Taken(who, now) : this with { Hands = Hands.Add(who) };
    }

    private TurnTable? Left(AccountId who, DateTimeOffset now)
    {
        var next = Holder == who ? NextAfter(who) : null;
        var table = this with { Order = IsOrdered ? Order.Remove(who) : default, Hands = Hands.Remove(who), Silent = Silent.Remove(who), Waiting = Waiting == who ? null : Waiting };
        if (IsOrdered && table.Order.Length == 0)
            return null;
        if (Holder == who)
            table = next is { } given ? table.Give(given, now) : table with { Holder = null, Since = now };
        // Alone one has nobody to wait for.
        return table is { IsOrdered: true, Order.Length: 1 } ? table with { Holder = null, Waiting = null } : table;
    }

    /// <summary>Somebody comes forward: who let the turn run out before is noted, who is heard again no more.</summary>
    private TurnTable Freed(AccountId who, DateTimeOffset now)
    {
        var silent = Silent;
        if (IsOrdered && IsOver(now) && Holder is { } holder && !silent.Contains(holder))
            silent = silent.Add(holder);
        return this with { Silent = silent.Remove(who) };
    }

    private TurnTable Give(AccountId who, DateTimeOffset since) =>
        this with { Holder = who, Since = since, Hands = Hands.Remove(who), Waiting = Waiting == who ? null : Waiting };

    /// <summary>Who comes after somebody; null: nobody else is there, or no hand is up.</summary>
    private AccountId? NextAfter(AccountId who)
    {
        if (!IsOrdered)
            return Hands.FirstOrNull(h => h != who);
        var at = Order.IndexOf(who);
        var others = Order.Skip(at + 1).Concat(Order.Take(Math.Max(at, 0))).ToImmutableArray();
        return others.FirstOrNull(p => !Silent.Contains(p)) ?? others.FirstOrNull(_ => true);
    }

    public bool Equals(TurnTable? other) =>
        other is not null && Lease == other.Lease && Waiting == other.Waiting && Holder == other.Holder && Since == other.Since
        && IsOrdered == other.IsOrdered && (!IsOrdered || Order.SequenceEqual(other.Order)) && Hands.SequenceEqual(other.Hands) && Silent.SequenceEqual(other.Silent);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Waiting);
        hash.Add(Holder);
        hash.Add(Since);
        foreach (var person in (IsOrdered ? Order : []).Concat(Hands).Concat(Silent))
            hash.Add(person);
        return hash.ToHashCode();
    }
}

file static class Firsts
{
    public static AccountId? FirstOrNull(this ImmutableArray<AccountId> people, Func<AccountId, bool> fits)
    {
        foreach (var person in people)
        {
            if (fits(person))
                return person;
        }
        return null;
    }
}
