using Parley.Contracts;
using Parley.Core.TurnTaking;
using Xunit;

namespace Parley.Core.Tests.TurnTaking;

/// <summary>Every state that so many people can bring a table into, by every order of what they may do and of leases that run out.</summary>
public sealed class TurnModelTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private static readonly TurnAction[] Actions = [TurnAction.Speak, TurnAction.Pass, TurnAction.Take, TurnAction.Raise, TurnAction.Lower, TurnAction.Join, TurnAction.Leave];

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    public void In_every_state_somebody_may_speak_and_nobody_is_barred_for_ever(int count, bool inOrder)
    {
        var people = Enumerable.Range(1, count).Select(n => new AccountId(n)).ToArray();
        var start = inOrder ? TurnTable.InOrder(people, Lease) : TurnTable.ByHands(Lease);
        var seen = new HashSet<TurnTable> { Settled(start) };
        var queue = new Queue<TurnTable>(seen);
        while (queue.TryDequeue(out var table))
        {
            Holds(table, people);
            foreach (var next in Steps(table, people))
            {
                if (seen.Add(next))
                    queue.Enqueue(next);
            }
        }
        Assert.True(seen.Count > count, $"{seen.Count} states");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Anybody_may_begin_and_then_they_alternate(int count)
    {
        var people = Enumerable.Range(1, count).Select(n => new AccountId(n)).ToArray();
        foreach (var first in people)
        {
            var table = TurnTable.InOrder(people, Lease);
            Assert.All(people, p => Assert.Equal(TurnRefusal.None, table.Judge(TurnAction.Speak, p, Now)));
            var speaker = first;
            for (var i = 0; i < 3 * count; i++)
            {
                table = table.After(TurnAction.Speak, speaker, Now)!;
                var next = people[(Array.IndexOf(people, speaker) + 1) % count];
                Assert.Equal([next], people.Where(p => table.Judge(TurnAction.Speak, p, Now) == TurnRefusal.None));
                Assert.Equal(count == 2 ? speaker : table.Waiting!.Value, table.Waiting);
                speaker = next;
            }
        }
    }

    [Fact]
    public void Who_lets_turns_run_out_is_passed_over_until_they_are_heard_again()
    {
        AccountId ana = new(1), bob = new(2), eva = new(3);
        var table = TurnTable.InOrder([ana, bob, eva], Lease).After(TurnAction.Speak, ana, Now)!;
        var later = Now + Lease;
        Assert.Equal(TurnRefusal.None, table.Judge(TurnAction.Speak, ana, later));
        table = table.After(TurnAction.Speak, eva, later)!.After(TurnAction.Speak, ana, later)!;
        Assert.Equal(eva, table.Holder);
        table = table.After(TurnAction.Speak, bob, later + Lease)!;
        Assert.DoesNotContain(bob, table.Silent);
    }

    [Fact]
    public void Hands_are_called_in_their_order_also_when_nobody_speaks()
    {
        AccountId ana = new(1), bob = new(2), eva = new(3);
        var table = TurnTable.ByHands(Lease).After(TurnAction.Speak, ana, Now)!;
        Assert.Equal(TurnRefusal.SpokeLast, table.Judge(TurnAction.Speak, ana, Now));
        table = table.After(TurnAction.Raise, bob, Now)!.After(TurnAction.Raise, eva, Now)!.After(TurnAction.Raise, ana, Now)!;
        Assert.Equal(bob, table.Holder);
        Assert.Equal(eva, table.At(Now + Lease).Holder);
        Assert.Equal(ana, table.At(Now + (2 * Lease)).Holder);
        Assert.Equal(TurnRefusal.None, table.Judge(TurnAction.Speak, bob, Now + (3 * Lease)));
    }

    private static void Holds(TurnTable table, AccountId[] people)
    {
        var among = table.IsOrdered ? people.Where(p => table.Order.Contains(p)).ToArray() : people;
        var may = among.Where(p => table.Judge(TurnAction.Speak, p, Now) == TurnRefusal.None).ToArray();
        Assert.NotEmpty(may);
        Assert.False(table.Holder is { } both && both == table.Waiting);
        Assert.Equal(table.Hands.Length, table.Hands.Distinct().Count());
        Assert.False(table.Holder is { } holder && table.Hands.Contains(holder));
        if (!table.IsOver(Now) && among.Length > 1)
        {
            Assert.DoesNotContain(may, p => p == table.Waiting);
            Assert.True(table.Holder is null || may.Length == 1);
        }
        foreach (var speaker in may.Where(_ => among.Length > 1))
        {
            var after = table.After(TurnAction.Speak, speaker, Now)!;
            Assert.NotEqual(TurnRefusal.None, after.Judge(TurnAction.Speak, speaker, Now));
            if (table.IsOrdered)
                Assert.Single(among, p => after.Judge(TurnAction.Speak, p, Now) == TurnRefusal.None);
        }
        // Whoever wants to speak and whom all others leave waiting gets there by time alone.
        foreach (var person in among)
        {
            var patient = table.IsOrdered ? table : table.After(TurnAction.Raise, person, Now)!;
            Assert.Contains(Enumerable.Range(0, people.Length + 2), leases => patient.Judge(TurnAction.Speak, person, Now + (leases * Lease)) == TurnRefusal.None);
        }
    }

    private static IEnumerable<TurnTable> Steps(TurnTable table, AccountId[] people)
    {
        yield return Settled(table with { Since = table.Since - Lease });
        foreach (var action in Actions)
        {
            foreach (var person in people.Where(p => table.Judge(action, p, Now) == TurnRefusal.None))
            {
                if (table.After(action, person, Now) is { } after)
                    yield return Settled(after);
            }
        }
    }

    /// <summary>Times that mean the same now are made one.</summary>
    private static TurnTable Settled(TurnTable table)
    {
        table = table.At(Now);
        return table with { Since = table.Until is null || !table.IsOver(Now) ? Now : Now - Lease };
    }
}
