using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Nodes;
using Parley.Core.People;
using Parley.Core.Ports;
using Parley.Core.Sessions;
using Parley.Core.TurnTaking;

namespace Parley.Core.Conversations;

/// <summary>Conversations of two people. Each belongs to one of a few lanes, the single-threaded owners of their order and delivery.</summary>
/// <remarks>Lanes instead of an owner each: a pair needs no life cycle, and a batch carries the posts of many pairs.</remarks>
internal sealed partial class PrivateConversations
{
    private const int Lanes = 32;
    private const int MailboxCapacity = 1024;

    /// <summary>Entries sent within a lane's turn; somebody who lacks more reads outside it first.</summary>
    private const int MaxCatchUp = 200;

    private readonly IMessageLog _messages;
    private readonly Appending _appending;
    private readonly IRoomStore _store;
    private readonly IAccountStore _accounts;
    private readonly PeopleDirectory _people;
    private readonly DeliveredMarkers _markers;
    private readonly NodeLink? _nodes;
    private readonly Floors _floors;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Mailbox[] _lanes;

    /// <summary>Grows with the pairs of people who are here while this node runs: some hundred bytes each.</summary>
    private readonly ConcurrentDictionary<(AccountId, AccountId), Pair> _pairs = new();

    public PrivateConversations(IMessageLog messages, IRoomStore store, IAccountStore accounts, PeopleDirectory people, DeliveredMarkers markers, NodeLink? nodes, Floors floors, TimeProvider time, ILogger log)
    {
        _messages = messages;
        _appending = new Appending(messages, log);
        _store = store;
        _accounts = accounts;
        _people = people;
        _markers = markers;
        _nodes = nodes;
        _floors = floors;
        _time = time;
        _log = log;
        _lanes = [.. Enumerable.Range(0, Lanes).Select(_ => new Mailbox(MailboxCapacity, FlushAsync, Appending.ReplyFault, log))];
    }

    /// <summary>Visits that are told, without counting as somebody to whom it was delivered.</summary>
    private readonly ConcurrentDictionary<AccountId, ImmutableArray<Session>> _listeners = new();

    /// <summary>Private entries that became durable, since the start.</summary>
    public long Accepted => _appending.Accepted;

    public int Waiting => _lanes.Sum(l => l.Waiting);

    /// <summary>The conversation of two accounts, made if there was none.</summary>
    public async ValueTask<Pair> OfAsync(Account one, Account other, CancellationToken cancellationToken)
    {
        if (_pairs.TryGetValue(KeyOf(one.Id, other.Id), out var known))
            return known;
        return Shared(await _store.PairAsync(one.Id, other.Id, cancellationToken), one, other);
    }

    /// <summary>The conversation of two accounts; null when neither has written to the other yet.</summary>
    public async ValueTask<Pair?> FindAsync(Account one, Account other, CancellationToken cancellationToken)
    {
        var pairs = await _store.PairsOfAsync(one.Id, cancellationToken);
        return pairs.Any(p => p.OtherThan(one.Id) == other.Id) ? await OfAsync(one, other, cancellationToken) : null;
    }

    /// <summary>Every conversation the account has.</summary>
    public async ValueTask<IReadOnlyList<Pair>> OfAsync(Account account, CancellationToken cancellationToken)
    {
        var pairs = new List<Pair>();
        foreach (var record in await _store.PairsOfAsync(account.Id, cancellationToken))
        {
            var beside = record.OtherThan(account.Id);
            var other = await _accounts.FindAsync(beside, cancellationToken);
            // With somebody erased nothing more is said, so nobody shares how far it was shown.
            pairs.Add(other is null ? new Pair(record.Conversation, account.Id, account.Login.Value, beside, $"erased-{beside}") : Shared(record.Conversation, account, other));
        }
        return pairs;
    }

    /// <summary>The one that says how far the conversation was shown here.</summary>
    private Pair Shared(ConversationId conversation, Account one, Account other) =>
        _pairs.GetOrAdd(KeyOf(one.Id, other.Id), new Pair(conversation, one.Id, one.Login.Value, other.Id, other.Login.Value));

    private static (AccountId Low, AccountId High) KeyOf(AccountId one, AccountId other) => one.Value < other.Value ? (one, other) : (other, one);

    public ValueTask PostAsync(PendingPost post, CancellationToken cancellationToken) =>
        LaneOf(post.Pair!.Conversation).PostAsync(post, cancellationToken);

    /// <summary>Sends the session what its person has not been sent yet; from then on the session gets the conversation live.</summary>
    public async Task CatchUpAsync(Session session, Pair pair, CancellationToken cancellationToken)
    {
        using var turn = await session.CatchUpTurnAsync(cancellationToken);
        if (session.IsLiveIn(pair.Conversation))
            return;
        var account = session.Account!.Id;
        var seen = await _markers.ReadAsync(account, pair.Conversation, cancellationToken);
        while (!await LaneOf(pair.Conversation).RunAsync(() => TryGoLiveAsync(session, pair, seen), cancellationToken))
        {
            var page = await _messages.ReadAfterAsync(pair.Conversation, seen, Limits.PageSize, cancellationToken);
            foreach (var frame in Pages.Frames(page))
            {
                Send(session, pair, frame);
                await session.DrainAsync(cancellationToken);
            }
            seen = page[^1].Position;
        }
    }

    /// <summary>From now on the visit is told what its account's private conversations get.</summary>
    public void Listen(Session visit) => _listeners.AddOrUpdate(visit.Account!.Id, _ => [visit], (_, known) => known.Add(visit));

    public void Unlisten(Session visit)
    {
        if (visit.Account is { Id: var account } && _listeners.TryGetValue(account, out _) && _listeners.AddOrUpdate(account, _ => [], (_, known) => known.Remove(visit)).IsEmpty)
            _listeners.TryRemove(KeyValuePair.Create(account, ImmutableArray<Session>.Empty));
    }

    /// <summary>Carries out what one of the two does with the turn, and tells both whose it is.</summary>
    public Task<Refusal?> TakeTurnsAsync(Session session, Pair pair, TurnBody body) =>
        LaneOf(pair.Conversation).RunAsync(() => TakeTurnsInTurnAsync(session, pair, body), CancellationToken.None);

    /// <summary>Whose turn it is.</summary>
    public Task<TurnState> TurnAsync(Session session, Pair pair, CancellationToken cancellationToken) =>
        LaneOf(pair.Conversation).RunAsync(() => Task.FromResult(ShowTurn(pair, session.Account!.Id)), cancellationToken);

    /// <summary>A lease has run out: tells both. A pair that nobody has looked at since the start has nobody to tell.</summary>
    public async Task TurnRanOutAsync(ConversationId conversation)
    {
        if (_pairs.Values.FirstOrDefault(p => p.Conversation == conversation) is not { } pair)
            return;
        await LaneOf(conversation).RunAsync(
            () =>
            {
                var over = _floors.Find(conversation)?.LookAgain(_time.GetUtcNow()) == true;
                if (over)
                    TellTurn(pair);
                return Task.FromResult(over);
            },
            CancellationToken.None);
    }

    public Task StopAsync() => Task.WhenAll(_lanes.Select(l => l.CompleteAsync()));

    private Mailbox LaneOf(ConversationId conversation) => _lanes[(int)(conversation.Value % Lanes)];

    private async Task<bool> TryGoLiveAsync(Session session, Pair pair, Position seen)
    {
        if (session.IsLiveIn(pair.Conversation))
            return true;
        if (_nodes is not null)
            await ReadUpAsync(pair);
        var missed = await _messages.ReadAfterAsync(pair.Conversation, seen, MaxCatchUp + 1, CancellationToken.None);
        if (_nodes is not null)
            missed = [.. missed.TakeWhile(e => e.Position <= pair.Shown)];
        if (missed.Count > MaxCatchUp || !Pages.Fits(missed, Pages.FrameBytes))
            return false;
        Send(session, pair, missed);
        session.GoLiveIn(pair.Conversation);
        return true;
    }

    private void Send(Session session, Pair pair, IReadOnlyList<Entry> entries)
    {
        var account = session.Account!.Id;
        // Programs count positions, and would take what is left out for lost.
        var news = entries.Where(e => session.Counts || (e.Author != account && !e.Erased)).Select(e => (Event)e.ToEvent(null, pair)).ToList();
        if (news.Count == 0)
            return;
        var last = entries[^1].Position;
        session.TryDeliver(new Delivery(news) { IsReplay = true, Arrived = () => _markers.Advance(account, pair.Conversation, last) });
    }

    private async Task FlushAsync(IReadOnlyList<PendingPost> posts)
    {
        if (_nodes is not null)
        {
            foreach (var pair in posts.Select(p => p.Pair!).DistinctBy(p => p.Conversation))
                await LookAsync(pair);
        }
        var free = posts.Where(p => _floors.Find(p.Pair!.Conversation) is null).ToList();
        if (free.Count > 0)
            await FlushTogetherAsync(free.Count == posts.Count ? posts : free);
        foreach (var post in free.Count == posts.Count ? [] : posts.Except(free))
            await FlushByTurnAsync(post);
    }

    private async Task FlushByTurnAsync(PendingPost post)
    {
        var pair = post.Pair!;
        for (var tries = 0; ; tries++)
        {
            if (_floors.Find(pair.Conversation) is not { } floor)
            {
                await FlushTogetherAsync([post]);
                return;
            }
            var time = _time.GetUtcNow();
            var refusal = await _floors.RefuseAsync(floor, post, time);
            var answers = await _appending.AppendAsync([refusal is null ? post.ToEntry(pair.Conversation, time, 0) with { Head = HeadToKeep(pair) } : null], [refusal]);
            if (answers[0].IsOutdated && await LookAgainAsync(pair, tries))
                continue;
            var moved = answers[0].Refusal is null && Floors.Spoken(floor, post, answers[0].Outcome);
            if (answers[0] is { Refusal: null, Outcome.Status: AppendStatus.Appended })
                await TellAsync(pair, [(post, answers[0])]);
            if (moved)
                TellTurn(pair);
            Appending.Reply([post], answers, Posted);
            if (moved)
                await _floors.KeepAsync(floor, answers[0].Outcome.Position);
            return;
        }
    }

    /// <summary>What a decision that depends on the last entry appends with; null on a lone node, where nobody else appends.</summary>
    private Position? HeadToKeep(Pair pair) => _nodes is null ? null : pair.Shown;

    private async Task<Refusal?> TakeTurnsInTurnAsync(Session session, Pair pair, TurnBody body)
    {
        if (_nodes is not null)
            await ReadUpAsync(pair);
        for (var tries = 0; ; tries++)
        {
            var outdated = false;
            var head = (await _messages.SpanAsync(pair.Conversation, CancellationToken.None)).Head;
            var refusal = await _floors.DecideAsync(pair.Conversation, head, _time.GetUtcNow(), session, body, async post =>
            {
                var answers = await _appending.AppendAsync([post.ToEntry(pair.Conversation, _time.GetUtcNow(), 0) with { Head = HeadToKeep(pair) }], new Refusal?[1]);
                outdated = answers[0].IsOutdated;
                if (answers[0] is { Refusal: null, Outcome.Status: AppendStatus.Appended })
                    await TellAsync(pair, [(post, answers[0])]);
                return answers[0];
            });
            if (outdated && await LookAgainAsync(pair, tries))
                continue;
            if (refusal is null)
                TellTurn(pair);
            return refusal;
        }
    }

    private TurnState ShowTurn(Pair pair, AccountId viewer) =>
        _floors.Find(pair.Conversation)?.Show(null, pair.LoginBeside(viewer), _time.GetUtcNow()) ?? new TurnState(pair.Conversation, To: pair.LoginBeside(viewer));

    private void TellTurn(Pair pair)
    {
        foreach (var account in new[] { pair.One, pair.Other })
        {
            var delivery = new Delivery(ShowTurn(pair, account));
            foreach (var session in _people.SessionsOf(account))
                session.TryDeliver(delivery);
            foreach (var visit in _listeners.GetValueOrDefault(account, []))
                visit.TryDeliver(delivery);
        }
    }

    private async Task FlushTogetherAsync(IReadOnlyList<PendingPost> posts)
    {
        var time = _time.GetUtcNow();
        var entries = posts.Select(p => (NewEntry?)p.ToEntry(p.Pair!.Conversation, time, 0)).ToArray();
        var answers = await _appending.AppendAsync(entries, new Refusal?[entries.Length]);
        foreach (var group in posts.Select((post, i) => (post, answer: answers[i])).GroupBy(p => p.post.Pair!))
            await TellAsync(group.Key, [.. group.Where(p => p.answer is { Refusal: null, Outcome.Status: AppendStatus.Appended })]);
        Appending.Reply(posts, answers, Posted);
    }

    private async ValueTask TellAsync(Pair pair, IReadOnlyList<(PendingPost Post, Answer Answer)> posts)
    {
        if (posts.Count == 0)
            return;
        if (posts[0].Answer.Outcome.Position is var first && first <= pair.Shown)
            await PutBackAsync(pair, new Position(first.Value - 1));
        if (_nodes is not null)
        {
            var entries = NodeLink.Accepted(pair.Conversation, [.. posts.Select(p => p.Post)], [.. posts.Select(p => p.Answer)]);
            TellFar(_nodes, pair, entries);
            if (!await IsNextAsync(pair, entries[0].Position))
                return;
        }
        var events = posts.Select(p => p.Post.ToEvent(pair.Conversation, null, pair.LoginBeside(p.Post.Author), p.Answer.Outcome.Position, p.Answer.Outcome.Time)).ToList();
        TellNear(pair, events);
    }

    private void TellNear(Pair pair, IReadOnlyList<EntryEvent> events)
    {
        var head = events[^1].Position;
        pair.Shown = head;
        foreach (var account in pair.One == pair.Other ? [pair.One] : new[] { pair.One, pair.Other })
        {
            var delivery = new Delivery(events) { Arrived = () => _markers.Advance(account, pair.Conversation, head) };
            foreach (var session in _people.SessionsOf(account).Where(s => !s.IsFar))
            {
                // Nothing came before the first entry, so nobody lacks anything.
                if (events[0].Position.Follows(Position.None))
                    session.GoLiveIn(pair.Conversation);
                if (session.IsLiveIn(pair.Conversation))
                    session.TryDeliver(delivery);
                else
                    session.CatchUpLater(pair);
            }
            if (_listeners.TryGetValue(account, out var visits))
            {
                var news = new Delivery(events);
                foreach (var visit in visits)
                    visit.TryDeliver(news);
            }
        }
    }

    private Posted Posted(PendingPost post, AppendOutcome outcome)
    {
        var pair = post.Pair!;
        var other = pair.Beside(post.Author);
        return new Posted(
            pair.Conversation,
            outcome.Position,
            outcome.Time,
            post.ClientId?.Value,
            To: pair.LoginBeside(post.Author),
            Delivered: other == post.Author || _people.IsReachable(other),
            Duplicate: outcome.Status == AppendStatus.Duplicate ? true : null);
    }
}
