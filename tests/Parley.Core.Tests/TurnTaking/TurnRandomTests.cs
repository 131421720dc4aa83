using System.Text.Json;
using Parley.Contracts;
using Parley.Core.TurnTaking;
using Xunit;

namespace Parley.Core.Tests.TurnTaking;

public sealed class TurnRandomTests
{
    private const int Steps = 1_000_000;

    [Fact]
    public void A_million_steps_keep_what_the_table_promises()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var actions = Enum.GetValues<TurnAction>().Where(a => a is not (TurnAction.Start or TurnAction.Stop)).ToArray();
        var (now, spoken) = (DateTimeOffset.UnixEpoch.AddYears(50), 0);
        TurnTable? table = null;
        AccountId[] people = [];
        try
        {
            for (var step = 0; step < Steps; step++)
            {
                if (table is null || step % 1000 == 0)
                {
                    people = [.. Enumerable.Range(1, random.Next(2, 7)).Select(n => new AccountId(n))];
                    var lease = TimeSpan.FromSeconds(random.Next(10, 600));
                    table = random.Next(2) == 0 ? TurnTable.InOrder(people, lease) : TurnTable.ByHands(lease);
                }
                now += random.Next(4) == 0 ? TimeSpan.FromMilliseconds(random.Next(700_000)) : TimeSpan.FromMilliseconds(random.Next(1000));
                var (action, who) = (actions[random.Next(actions.Length)], people[random.Next(people.Length)]);
                if (table.Judge(action, who, now) == TurnRefusal.None)
                {
                    spoken += action == TurnAction.Speak ? 1 : 0;
                    table = table.After(action, who, now);
                }
                if (table is null)
                    continue;
                var among = table.IsOrdered ? [.. table.Order] : people;
                var may = among.Count(p => table.Judge(TurnAction.Speak, p, now) == TurnRefusal.None);
                Assert.True(may > 0, "everybody waits");
                var settled = table.At(now);
                Assert.True(settled.IsOver(now) || settled.Holder is null || may == 1, "more than one has the turn");
                Assert.True(settled.IsOver(now) || settled.Waiting is not { } waiting || among.Length < 2 || settled.Judge(TurnAction.Speak, waiting, now) != TurnRefusal.None, "who waits may speak");
                Assert.True(settled.Hands.Length <= people.Length && settled.Silent.Length <= people.Length);
                if (step % 100 == 0)
                    Assert.Equal(table, Stored(table));
            }
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"seed {seed}", fault);
        }
        Assert.True(spoken > Steps / 100, $"only {spoken} messages");
    }

    private static TurnTable? Stored(TurnTable table)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(TurnSnapshot.Of(new Position(1), table), TurnJson.Default.TurnSnapshot);
        return JsonSerializer.Deserialize(bytes, TurnJson.Default.TurnSnapshot)!.ToTable();
    }
}
