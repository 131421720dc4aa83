using System.Text;
using System.Text.Json;
using Parley.Contracts;
using Parley.Core.Conversations;
using Parley.Core.People;
using Parley.Core.Ports;
using Parley.Core.Sessions;

namespace Parley.Core.Rooms;

/// <summary>A ruler's turn in a room: topic, rules, ranks, kicks and invitations. Lives for one turn of the room's mailbox.</summary>
internal sealed class Ruling(Room room, Members members, HashSet<AccountId> invited, IRoomStore store, TimeProvider time)
{
    private const int MaxInvited = 1000;

    /// <summary>What the session may do here: its rank as a member, or its standing on the whole server.</summary>
    public Rank RankOf(Session session)
    {
        var rank = session.Person is { } person && members.Find(person) is { } member ? member.Rank : Rank.None;
        var standing = session.StandingIn(room);
        if (session.IsVisiting && room.OwnRank(session.Person!) is var kept && kept > rank)
            rank = kept;
        return rank > standing ? rank : standing;
    }

    public bool IsInside(Session session) => session.Person is { } person && members.Find(person) is not null;

    public async Task<Refusal?> SetTopicAsync(Session session, string text)
    {
        if (!IsInside(session) && RankOf(session) < Rank.Operator)
            return Refusal.Of(ErrorCode.NotInRoom, "room", room.Name);
        if (room.Rules.Has(RoomFlags.TopicLocked) && RankOf(session) < Rank.HalfOperator)
            return Refusal.Of(ErrorCode.NotOperator, "room", room.Name);
        var person = session.Person!;
        if (await room.ChangeInTurnAsync(r => r with { Topic = text, Rules = r.Rules with { TopicBy = person.Face.Mask, TopicAt = time.GetUtcNow() } }, store) is { } failed)
            return failed;
        return await room.AppendAsync(EntryOf(session, EntryKind.Topic, text));
    }

    public Refusal? Kick(Session session, string name, string? reason)
    {
        if (!IsInside(session) && RankOf(session) < Rank.Operator)
            return Refusal.Of(ErrorCode.NotInRoom, "room", room.Name);
        if (RankOf(session) < Rank.HalfOperator)
            return Refusal.Of(ErrorCode.NotOperator, "room", room.Name);
        if (members.Find(name) is not { } found)
            return Refusal.Of(ErrorCode.UserNotInRoom, "user", name, "room", room.Name);
        if (found.Member.Rank > RankOf(session))
            return Refusal.Of(ErrorCode.NotOperator, "room", room.Name);
        room.PutOut(found.Person, new MemberKicked(room.Name, room.Id, found.Person.Name, session.Person!.Name, reason) { Who = found.Person.Face, ByWhom = session.Person.Face });
        return null;
    }

    public Refusal? Invite(Session session, Person person)
    {
        if (!IsInside(session) && RankOf(session) < Rank.Operator)
            return Refusal.Of(ErrorCode.NotInRoom, "room", room.Name);
        if (room.Rules.Has(RoomFlags.InviteOnly) && RankOf(session) < Rank.HalfOperator)
            return Refusal.Of(ErrorCode.NotOperator, "room", room.Name);
        if (members.Find(person) is not null)
            return Refusal.Of(ErrorCode.UserInRoom, "user", person.Name, "room", room.Name);
        // Bounded: whoever was invited long ago and never came is forgotten.
        if (invited.Count >= MaxInvited)
            invited.Clear();
        invited.Add(person.Id);
        var news = new Invited(room.Name, person.Name, session.Person!.Name) { Who = person.Face, ByWhom = session.Person.Face };
        person.Tell(news);
        foreach (var (member, standing) in members.All)
        {
            if (standing.Rank >= Rank.HalfOperator && member != session.Person)
                member.Tell(news);
        }
        return null;
    }

    /// <summary>Carries out what may be carried out. <paramref name="refused"/> is told each of the others.</summary>
    public async Task<Refusal?> ChangeAsync(Session session, IReadOnlyList<RuleChange> changes, int maxList, Action<RuleChange, Refusal> refused)
    {
        var rank = RankOf(session);
        var (rules, done) = (room.Rules, new List<RuleChange>());
        var ranks = new List<(Person Person, Member Member, Rank Rank, bool On)>();
        foreach (var change in changes)
        {
            var given = RuleBook.RankOf(change.Rule);
            var refusal = given is { } level ? RefuseRank(session, change, level, rank) : rank < RuleBook.Needed(change.Rule, null) ? NotOperator() : null;
            var next = rules;
            if (refusal is null && given is null)
                (next, refusal) = RuleBook.Apply(rules, change, session.Person!.Face.Mask, time.GetUtcNow(), room.Name, maxList);
            if (refusal is not null)
            {
                refused(change, refusal);
                continue;
            }
            if (given is { } to)
            {
                var (person, member) = members.Find(change.Value!)!.Value;
                var has = ranks.FindLast(r => r.Member == member && r.Rank == to) is { Member: not null } earlier ? earlier.On : member.Has(to);
                if (has == change.On)
                    continue;
                ranks.Add((person, member, to, change.On));
                done.Add(change with { Value = person.Name });
            }
            else if (next != rules)
            {
                done.Add(Shown(change, rules, next));
            }
            rules = next;
        }
        if (done.Count == 0)
            return null;
        foreach (var (_, member, given, on) in ranks)
            member.Set(given, on);
        foreach (var (person, member, _, _) in ranks)
        {
            rules = Keep(rules, person, member.Rank);
            room.NoteRank(person, member.Rank);
        }
        if (await room.ChangeInTurnAsync(r => r with { Rules = rules }, store) is { } failed)
        {
            foreach (var (_, member, given, on) in ranks)
                member.Set(given, !on);
            return failed;
        }
        return await room.AppendAsync(EntryOf(session, EntryKind.Rules, JsonSerializer.Serialize(done, RulesJson.Default.ListRuleChange), done));
    }

    public RulesShown Show(Session session) => new(
        room.Name,
        room.Record.Topic,
        [.. RuleBook.Shown(room.Rules, withKey: IsInside(session) || RankOf(session) >= Rank.Operator)],
        [.. members.All.Where(m => m.Value.Rank > Rank.None).OrderByDescending(m => m.Value.Rank).Select(m => new RankShown(m.Key.Name, RuleBook.NameOf(m.Value.Rank)))]);

    private Refusal? RefuseRank(Session session, RuleChange change, Rank level, Rank own)
    {
        if (change.Value is null || members.Find(change.Value) is not { } found)
            return Refusal.Of(ErrorCode.UserNotInRoom, "user", change.Value ?? "", "room", room.Name);
        // Whoever has a rank may lay it down.
        if (!change.On && found.Person == session.Person && found.Member.Has(level))
            return null;
        return own < RuleBook.Needed(change.Rule, level) || own < level || found.Member.Rank > own ? NotOperator() : null;
    }

    /// <summary>Ranks of accounts outlast their stay where the room outlasts its people.</summary>
    private RoomRules Keep(RoomRules rules, Person person, Rank rank)
    {
        if (person.Account is not { } account || room.Record.Lifetime == RoomLifetime.Occupied)
            return rules;
        return rules with { Ranks = rank == Rank.None ? rules.Ranks.Remove(account.Id.Value) : rules.Ranks.SetItem(account.Id.Value, rank) };
    }

    /// <summary>A mask as it was stored, with all its parts; a key that goes is named.</summary>
    private static RuleChange Shown(RuleChange change, RoomRules before, RoomRules after)
    {
        if (change is { Rule: RoomRule.Key, On: false })
            return change with { Value = before.Key };
        if (change is { Rule: RoomRule.Limit, On: false })
            return change with { Value = null };
        foreach (var (was, now) in new[] { (before.Bans, after.Bans), (before.Mutes, after.Mutes), (before.Exceptions, after.Exceptions), (before.Invitations, after.Invitations) })
        {
            if (now.Length > was.Length)
                return change with { Value = now[^1].Mask };
            if (now.Length < was.Length)
                return change with { Value = was.First(m => !now.Contains(m)).Mask };
        }
        return change;
    }

    private Refusal NotOperator() => Refusal.Of(ErrorCode.NotOperator, "room", room.Name);

    private static PendingPost EntryOf(Session session, EntryKind kind, string text, IReadOnlyList<RuleChange>? changes = null) =>
        new(session, kind, Encoding.UTF8.GetBytes(text), text) { Changes = changes };
}
