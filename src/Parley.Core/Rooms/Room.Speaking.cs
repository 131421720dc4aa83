using Parley.Contracts;
using Parley.Core.Conversations;
using Parley.Core.Nodes;
using Parley.Core.People;
using Parley.Core.Ports;
using Parley.Core.Sessions;
using Parley.Core.TurnTaking;

namespace Parley.Core.Rooms;

/// <summary>What is said and whose turn it is: appended in the room's turn, then told to everybody.</summary>
internal sealed partial class Room
{
    public ValueTask PostAsync(PendingPost post, CancellationToken cancellationToken) => _mailbox.PostAsync(post, cancellationToken);

    /// <summary>Tells everybody inside, wherever they are, something that has no place in the order.</summary>
    public Task TellAsync(Event news, CancellationToken cancellationToken) =>
        _mailbox.RunAsync(
            () =>
            {
                TellMembers(news);
                return Task.FromResult(true);
            },
            cancellationToken);

    /// <summary>A passing sign to everybody in the room.</summary>
    public Task<Refusal?> SignalAsync(Session session, Signalled sign, CancellationToken cancellationToken) =>
        _mailbox.RunAsync(
            () =>
            {
                var refusal = RefuseSpeech(session);
                if (refusal is null)
                    TellMembers(sign);
                return Task.FromResult(refusal);
            },
            cancellationToken);

    /// <summary>A passing message to those who have at least a rank, and to who sends it; members only may.</summary>
    public Task<Refusal?> TellRankAsync(Session session, Rank least, Message message, CancellationToken cancellationToken) =>
        _mailbox.RunAsync(
            () =>
            {
                var refusal = _members.Contains(session) ? RefuseSpeech(session) : Refusal.Of(ErrorCode.NotInRoom, "room", Name);
                foreach (var (person, member) in refusal is null ? _members.All : [])
                {
                    if (member.Rank >= least || person == session.Person)
                        person.Tell(message);
                }
                return Task.FromResult(refusal);
            },
            cancellationToken);

    /// <summary>In the room's turn: appends an entry of a ruler's and tells everybody of it.</summary>
    internal async Task<Refusal?> AppendAsync(PendingPost post)
    {
        var answers = await _appending.AppendAsync([post.ToEntry(Id, Now(), _record.Version)], new Refusal?[1]);
        for (var tries = 0; answers[0].IsOutdated && await LookAgainAsync(tries); tries++)
        {
            if (_closed)
                return NoSuchRoom();
            answers = await _appending.AppendAsync([post.ToEntry(Id, Now(), _record.Version)], new Refusal?[1]);
        }
        await TellAsync([post], answers);
        return answers[0].Refusal;
    }

    /// <summary>In the room's turn: carries out what a member does with the turn, and tells everybody whose it is.</summary>
    internal async Task<Refusal?> TakeTurnsAsync(Session session, TurnBody body)
    {
        for (var tries = 0; ; tries++)
        {
            if (_closed)
                return NoSuchRoom();
            var outdated = false;
            var refusal = await _floors.DecideAsync(Id, _head, Now(), session, body, async post =>
            {
                var answers = await _appending.AppendAsync([post.ToEntry(Id, Now(), _record.Version) with { Head = HeadToKeep }], new Refusal?[1]);
                outdated = answers[0].IsOutdated;
                await TellAsync([post], answers);
                return answers[0];
            });
            if (outdated && await LookAgainAsync(tries))
                continue;
            if (refusal is null)
                TellAll(new Delivery(ShowTurn()));
            return refusal;
        }
    }

    /// <summary>Whose turn it is. In the room's turn.</summary>
    internal TurnState ShowTurn() => _floors.Find(Id)?.Show(Name, null, _time.GetUtcNow()) ?? new TurnState(Id, Name);

    /// <summary>A lease has run out: tells everybody.</summary>
    public Task TurnRanOutAsync() => _mailbox.RunAsync(
        () =>
        {
            var over = _floors.Find(Id)?.LookAgain(_time.GetUtcNow()) == true;
            if (over)
                TellAll(new Delivery(ShowTurn()));
            return Task.FromResult(over);
        },
        CancellationToken.None);

    private Task FlushAsync(IReadOnlyList<PendingPost> posts) => _floors.Find(Id) is { } floor ? FlushByTurnsAsync(posts, floor) : FlushTogetherAsync(posts);

    /// <summary>One post after the other: what one does to the turn decides on the next.</summary>
    private async Task FlushByTurnsAsync(IReadOnlyList<PendingPost> posts, Floor floor)
    {
        foreach (var post in posts)
        {
            Answer[] answers;
            var tries = 0;
            do
            {
                var time = Now();
                var refusal = RefuseSpeech(post.Sender, post) ?? await _floors.RefuseAsync(floor, post, time);
                answers = await _appending.AppendAsync([refusal is null ? post.ToEntry(Id, time, _record.Version) with { Head = HeadToKeep } : null], [refusal]);
            }
            while (answers[0].IsOutdated && await LookAgainAsync(tries++));
            var moved = answers[0].Refusal is null && Floors.Spoken(floor, post, answers[0].Outcome);
            await TellAsync([post], answers);
            if (moved)
                TellAll(new Delivery(ShowTurn()));
            Reply([post], answers);
            if (moved)
                await _floors.KeepAsync(floor, answers[0].Outcome.Position);
        }
    }

    private async Task FlushTogetherAsync(IReadOnlyList<PendingPost> posts)
    {
        var answers = await DecideAsync(posts);
        // Rules that another node has changed refuse all or none: a batch is one transaction.
        for (var tries = 0; Array.Exists(answers, a => a.IsOutdated) && await LookAgainAsync(tries); tries++)
            answers = await DecideAsync(posts);
        await TellAsync(posts, answers);
        Reply(posts, answers);
    }

    private Task<Answer[]> DecideAsync(IReadOnlyList<PendingPost> posts)
    {
        var time = Now();
        var entries = new NewEntry?[posts.Count];
        var refusals = new Refusal?[posts.Count];
        for (var i = 0; i < posts.Count; i++)
        {
            refusals[i] = RefuseSpeech(posts[i].Sender, posts[i]);
            if (refusals[i] is null)
                entries[i] = posts[i].ToEntry(Id, time, _record.Version);
        }
        return _appending.AppendAsync(entries, refusals);
    }

    private void Reply(IReadOnlyList<PendingPost> posts, Answer[] answers) => Appending.Reply(posts, answers, (post, outcome) =>
        new Posted(Id, outcome.Position, outcome.Time, post.ClientId?.Value, Name, Duplicate: outcome.Status == AppendStatus.Duplicate ? true : null));

    /// <summary>Never behind the time of the entry before.</summary>
    private DateTimeOffset Now()
    {
        var time = _time.GetUtcNow();
        return _lastTime = time < _lastTime ? _lastTime : time;
    }

    private Refusal? RefuseSpeech(Session sender, PendingPost? post = null)
    {
        if (_closed)
            return NoSuchRoom();
        if (sender.Person is not { } person)
            return Refusal.Of(ErrorCode.NotInRoom, "room", Name);
        var member = _members.Find(person);
        // A visit has come in by the rules for coming in.
        if (member is null && Rules.Has(RoomFlags.NoExternal) && !_visitors.Contains(sender))
            return Refusal.Of(ErrorCode.NotInRoom, "room", Name);
        if (post is not null && Rules.Has(RoomFlags.NoCtcp) && post.IsProgramsQuestion)
            return Refusal.Of(ErrorCode.MayNotSpeak, "room", Name);
        // Taking back one's own words is not speaking.
        if (member?.Rank >= Rank.Voice || (sender.IsVisiting && OwnRank(person) >= Rank.Voice) || post?.Kind == EntryKind.Redaction || sender.StandingIn(this) >= Rank.Operator)
            return null;
        return RuleBook.RefuseSpeech(Rules, Name, person.Face);
    }

    private async ValueTask TellAsync(IReadOnlyList<PendingPost> posts, Answer[] answers)
    {
        if (Array.Find(answers, IsAppended) is var first && IsAppended(first) && first.Outcome.Position <= _head)
            await PutBackAsync(new Position(first.Outcome.Position.Value - 1));
        _nodes?.Publish(Id, posts, answers);
        if (_nodes is not null && !await IsNextAsync(answers))
            return;
        var events = new List<EntryEvent>(posts.Count);
        for (var i = 0; i < posts.Count; i++)
        {
            if (answers[i].Refusal is null && answers[i].Outcome is { Status: AppendStatus.Appended } outcome)
            {
                events.Add(posts[i].ToEvent(Id, Name, null, outcome.Position, outcome.Time));
                _head = outcome.Position;
            }
        }
        Volatile.Write(ref _headNow, _head.Value);
        if (events.Count == 0)
            return;
        TellAll(new Delivery(events));
    }

    private void TellAll(Delivery delivery)
    {
        _members.Tell(delivery);
        foreach (var visitor in _visitors)
            visitor.TryDeliver(delivery);
    }
}
