using System.Collections.Immutable;
using Parley.Contracts;
using Parley.Core.TurnTaking;
using Xunit;

namespace Parley.Core.Tests.TurnTaking;

/// <summary>Clients, the server and what is on the way between them, in every interleaving: sends at the same time, clients and the server that end anywhere and come back.</summary>
public sealed class TurnClientsModelTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(2, 3, 2)]
    [InlineData(3, 2, 1)]
    public void Messages_alternate_and_nobody_is_left_waiting_for_nothing(int people, int messagesEach, int crashes)
    {
        var begin = World.Begin(people, messagesEach, crashes);
        var seen = new HashSet<string>(StringComparer.Ordinal) { begin.Key };
        var stack = new Stack<World>([begin]);
        while (stack.TryPop(out var world))
        {
            world.Holds();
            foreach (var next in world.Steps())
            {
                if (seen.Add(next.Key))
                    stack.Push(next);
            }
        }
        Assert.True(seen.Count > 100, $"{seen.Count} states");
    }

    /// <param name="May">What it has been told last; null: nothing since it came back.</param>
    /// <param name="Unanswered">A message that it has sent, or will send again, and that nobody has answered.</param>
    /// <param name="Up">Sent and not read by the server.</param>
    /// <param name="Down">Told and not read by the client.</param>
    private sealed record ClientState(bool? May, int Sent, bool Unanswered, ImmutableArray<int> Up, ImmutableArray<News> Down)
    {
        public override string ToString() => $"{May}/{Sent}/{Unanswered}/{string.Join(',', Up)}/{string.Join(',', Down)}";
    }

    /// <param name="Answer">To the message under way.</param>
    private readonly record struct News(bool May, bool Answer);

    private sealed record World(TurnTable Table, ImmutableArray<(int Who, int Number)> Log, ImmutableArray<ClientState> Clients, int Most, int Crashes)
    {
        private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

        public string Key => $"{Table.Holder}|{Table.Waiting}|{string.Join(',', Log)}|{string.Join(';', Clients)}|{Crashes}";

        public static World Begin(int people, int most, int crashes)
        {
            var table = TurnTable.InOrder(Enumerable.Range(0, people).Select(Account), Lease);
            return new World(table, [], [.. Enumerable.Range(0, people).Select(_ => new ClientState(true, 0, false, [], []))], most, crashes);
        }

        public IEnumerable<World> Steps()
        {
            for (var i = 0; i < Clients.Length; i++)
            {
                var client = Clients[i];
                if (client is { May: true, Unanswered: false } && client.Sent < Most)
                    yield return With(i, client with { Sent = client.Sent + 1, Unanswered = true, Up = client.Up.Add(client.Sent + 1) });
                if (client.Up.Length > 0)
                    yield return Taken(i);
                if (client.Down.Length > 0)
                    yield return With(i, client with { May = client.Down[0].May, Unanswered = client.Unanswered && !client.Down[0].Answer, Down = client.Down.RemoveAt(0) });
                if (Crashes > 0)
                    yield return (this with { Crashes = Crashes - 1 }).Back(i);
            }
            if (Crashes > 0)
            {
                var restarted = this with { Crashes = Crashes - 1, Table = Replayed() };
                for (var i = 0; i < Clients.Length; i++)
                    restarted = restarted.Back(i);
                yield return restarted;
            }
        }

        public void Holds()
        {
            for (var i = 1; i < Log.Length; i++)
                Assert.Equal((Log[i - 1].Who + 1) % Clients.Length, Log[i].Who);
            Assert.Equal(Log.Length, Log.Distinct().Count());
            Assert.Equal(Table, Replayed());
            if (Clients.Any(c => c.Up.Length + c.Down.Length > 0))
                return;
            // All is quiet: everybody knows where they stand, and somebody may speak.
            for (var i = 0; i < Clients.Length; i++)
                Assert.Equal(May(i), Clients[i].May);
            Assert.Contains(Clients, c => c.May == true);
            Assert.DoesNotContain(Clients, c => c.Unanswered);
        }

        private static AccountId Account(int who) => new(who + 1);

        private bool May(int who) => Table.Judge(TurnAction.Speak, Account(who), Now) == TurnRefusal.None;

        private World With(int who, ClientState client) => this with { Clients = Clients.SetItem(who, client) };

        /// <summary>The server reads the next message of somebody: takes it, refuses it, or knows it.</summary>
        private World Taken(int who)
        {
            var number = Clients[who].Up[0];
            var world = With(who, Clients[who] with { Up = Clients[who].Up.RemoveAt(0) });
            if (Log.Contains((who, number)) || !May(who))
                return world.With(who, world.Clients[who] with { Down = world.Clients[who].Down.Add(new News(May(who), Answer: true)) });
            world = world with { Table = Table.After(TurnAction.Speak, Account(who), Now)!, Log = Log.Add((who, number)) };
            for (var i = 0; i < Clients.Length; i++)
                world = world.With(i, world.Clients[i] with { Down = world.Clients[i].Down.Add(new News(world.May(i), Answer: i == who)) });
            return world;
        }

        /// <summary>A connection is lost with all that is on the way, and comes back: the client asks whose turn it is, and sends again what was not answered.</summary>
        private World Back(int who)
        {
            var client = Clients[who];
            return With(who, client with { May = null, Up = client.Unanswered ? [client.Sent] : [], Down = [new News(May(who), Answer: false)] });
        }

        private TurnTable Replayed() =>
            Log.Aggregate(TurnTable.InOrder(Enumerable.Range(0, Clients.Length).Select(Account), Lease), (table, said) => table.After(TurnAction.Speak, Account(said.Who), Now)!);
    }
}
