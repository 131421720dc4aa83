using Parley.Contracts;
using Parley.Core.Rooms;
using Xunit;

namespace Parley.Core.Tests;

/// <summary>Sequences of changes by chance. A failure prints its seed.</summary>
public sealed class RuleBookTests
{
    private const int MaxList = 3;

    private static readonly string[] Rules = [.. typeof(RoomRule).GetFields().Select(f => (string)f.GetValue(null)!), "nothing", ""];

    private static readonly string?[] Values = [null, "", "k", "secreto", "a b", "10", "0", "-1", "1000000", "1000001", "bob", "BOB", "bob!*@*", "*!*@*", "a:bob", "A:BOB", "x\ny", "*", "\u001b", new('x', 201)];

    [Fact]
    public void Any_sequence_of_changes_keeps_the_rules_sound()
    {
        for (var round = 0; round < 500; round++)
        {
            var seed = Random.Shared.Next();
            var random = new Random(seed);
            var rules = RoomRules.Initial;
            for (var i = 0; i < 60; i++)
            {
                var change = new RuleChange(Rules[random.Next(Rules.Length)], random.Next(3) > 0, Values[random.Next(Values.Length)]);
                if (RuleBook.RankOf(change.Rule) is not null)
                    continue;
                var (next, refusal) = RuleBook.Apply(rules, change, "ana!~u@h", DateTimeOffset.UnixEpoch, "uci", MaxList);
                var about = $"seed {seed}, step {i}: {change}";
                Assert.True(refusal is null || ReferenceEquals(next, rules), about);
                AssertSound(next, about);
                if (refusal is null)
                    AssertTakesEffect(rules, next, change, about);
                rules = next;
            }
        }
    }

    [Fact]
    public async Task Any_sequence_of_commands_leaves_room_and_store_of_one_mind()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        await using var test = await TestChat.StartAsync(s => s.Irc.MaxListModes = MaxList);
        var ana = await test.ComeAsync("ana", placed: false);
        await ana.DoAsync(new CreateRoom("uci"));
        TestClient[] people = [ana, await test.ComeAsync("bob", placed: false), await test.ComeAsync("eva", placed: false), await test.GuestAsync("zoe")];
        foreach (var other in people.Skip(1))
            await other.DoAsync(new JoinRoom("uci"));
        for (var i = 0; i < 400; i++)
        {
            var changes = Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
            {
                var rule = Rules[random.Next(Rules.Length)];
                var value = RuleBook.RankOf(rule) is null ? Values[random.Next(Values.Length)] : new[] { "ana", "bob", "eva", "zoe", "nadie" }[random.Next(5)];
                // The owner stays, or nobody is left to rule.
                return rule == RoomRule.Owner && value == "ana" ? new RuleChange(rule, true, value) : new RuleChange(rule, random.Next(2) == 0, value);
            });
            await people[random.Next(4)].RuledAsync("uci", [.. changes]);
        }
        await ana.DoAsync(new ShowRules { Room = "uci", Ref = 1 });
        var shown = await ana.Door.SeesAsync<RulesShown>(r => r.Ref == 1);
        var room = test.Chat.Rooms.Find(Name("uci"))!;
        var stored = (await test.Stores.Rooms.ListAsync(CancellationToken.None)).Single(r => r.Id == room.Id);
        AssertSound(room.Rules, $"seed {seed}");
        Assert.True(RuleBook.Shown(stored.Rules, withKey: true).SequenceEqual(shown.Rules), $"seed {seed}");
        Assert.True(shown.Ranks.Count(r => r.Rank == RoomRule.Owner && r.Login == "ana") == 1, $"seed {seed}");
        // What everybody was told adds up to what the store has.
        var told = RoomRules.Initial;
        foreach (var change in people[3].Door.Told.OfType<RulesChanged>().SelectMany(r => r.Changes).Where(c => RuleBook.RankOf(c.Rule) is null))
            (told, _) = RuleBook.Apply(told, change, "x", DateTimeOffset.UnixEpoch, "uci", MaxList);
        Assert.True(Plain(told).SequenceEqual(Plain(stored.Rules)), $"seed {seed}: {string.Join(' ', Plain(told))} / {string.Join(' ', Plain(stored.Rules))}");
        static IEnumerable<string> Plain(RoomRules rules) => RuleBook.Shown(rules, withKey: true).Select(r => $"{r.Rule}={r.Value}");
    }

    private static void AssertSound(RoomRules rules, string about)
    {
        foreach (var list in new[] { rules.Bans, rules.Mutes, rules.Exceptions, rules.Invitations })
        {
            Assert.True(list.Length <= MaxList, about);
            Assert.True(list.Select(l => NameRules.Fold(l.Mask)).Distinct(StringComparer.Ordinal).Count() == list.Length, about);
            Assert.All(list, l => Assert.True(l.Mask.Length > 0 && !l.Mask.Any(c => char.IsControl(c) || c == ' '), about));
        }
        Assert.True(rules.Key is null or { Length: > 0 and <= 32 }, about);
        Assert.True(rules.Limit is null or (> 0 and <= 1_000_000), about);
    }

    private static void AssertTakesEffect(RoomRules before, RoomRules after, RuleChange change, string about)
    {
        var shown = RuleBook.Shown(after, withKey: true).Where(r => r.Rule == change.Rule).ToList();
        if (change.Rule is RoomRule.Ban or RoomRule.Mute or RoomRule.Exception or RoomRule.Invitation)
        {
            var count = RuleBook.Shown(before, withKey: true).Count(r => r.Rule == change.Rule);
            Assert.True(change.On ? shown.Count >= count : shown.Count <= count, about);
        }
        else
        {
            Assert.True(change.On == (shown.Count == 1), about);
        }
    }

    private static RoomName Name(string text) => RoomName.TryParse(text, out var name) ? name : throw new ArgumentException(text, nameof(text));
}
