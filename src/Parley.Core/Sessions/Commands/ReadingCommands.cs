using Parley.Contracts;
using Parley.Core.Conversations;
using Parley.Core.Rooms;

namespace Parley.Core.Sessions.Commands;

/// <summary>Reading what was written. Straight from the log: no owner's turn is taken.</summary>
internal static class ReadingCommands
{
    private const int DefaultPage = 50;

    public static async ValueTask HistoryAsync(Session session, ReadHistory command, CancellationToken cancellationToken)
    {
        if ((command.Limit ?? DefaultPage) is not (>= 1 and <= Limits.PageSize) || command.Before < 1 || command.After < 0 || (command.Before is not null && command.After is not null))
        {
            session.Refuse(command, Refusals.Invalid(command.Limit is null or (>= 1 and <= Limits.PageSize) ? "before, after" : "limit", command.Limit));
            return;
        }
        if (await FindAsync(session, command, cancellationToken) is not { } source)
            return;
        var log = session.Chat.Messages;
        var asked = command.Limit ?? DefaultPage;
        var floor = source.Room is { } joined ? session.FloorOf(joined) : Position.None;
        IReadOnlyList<Entry> entries;
        bool more;
        if (command.After is { } after)
        {
            var from = after < floor.Value ? floor : new Position(after);
            entries = await log.ReadAfterAsync(source.Conversation, from, asked + 1, cancellationToken);
            var count = Math.Min(asked, Pages.Count(entries, fromEnd: false));
            more = entries.Count > count;
            entries = [.. entries.Take(count)];
        }
        else
        {
            Position? before = command.Before is { } position ? new Position(position) : null;
            entries = await log.ReadBeforeAsync(source.Conversation, before, asked + 1, cancellationToken);
            entries = [.. entries.Where(e => e.Position > floor)];
            var count = Math.Min(asked, Pages.Count(entries, fromEnd: true));
            more = entries.Count > count;
            entries = [.. entries.TakeLast(count)];
        }
        var span = await log.SpanAsync(source.Conversation, cancellationToken);
        var first = span.First.Value <= floor.Value ? new Position(floor.Value + 1) : span.First;
        var shown = entries.Select(e => e.ToEvent(source.Room?.Name, source.Pair)).ToList();
        await session.DrainAsync(cancellationToken);
        session.Reply(command, new HistoryPage(source.Conversation, shown, first, span.Head, more, source.Room?.Name, source.Pair?.LoginBeside(session.Person!.Id)));
    }

    public static async ValueTask SearchAsync(Session session, Contracts.Search command, CancellationToken cancellationToken)
    {
        if ((command.Limit ?? DefaultPage) is not (>= 1 and <= Limits.PageSize))
        {
            session.Refuse(command, Refusals.Invalid("limit", command.Limit));
            return;
        }
        if (string.IsNullOrWhiteSpace(command.Query) || command.Query.Length > Limits.QueryLength)
        {
            session.Refuse(command, Refusals.Invalid("query"));
            return;
        }
        var sources = new Dictionary<ConversationId, Source>();
        if (command.Room is not null || command.To is not null)
        {
            if (await FindAsync(session, command, cancellationToken) is not { } only)
                return;
            sources[only.Conversation] = only;
        }
        else
        {
            foreach (var room in session.IsVisiting ? await session.Chat.Visits.RoomsAsync(session, cancellationToken) : session.Rooms)
                sources[room.Id] = new Source(room, null);
            foreach (var pair in session.Account is { } account ? await session.Chat.Private.OfAsync(account, cancellationToken) : [])
                sources[pair.Conversation] = new Source(null, pair);
        }
        var page = await session.Chat.Messages.SearchAsync(new Ports.SearchRequest(command.Query, sources.Keys, command.Limit ?? DefaultPage, command.Before), cancellationToken);
        var found = page.Entries
            .Where(e => sources[e.Conversation].Room is not { } room || e.Position > session.FloorOf(room))
            .Select(e => e.ToEvent(sources[e.Conversation].Room?.Name, sources[e.Conversation].Pair));
        await session.DrainAsync(cancellationToken);
        session.Reply(command, new SearchResults([.. found], page.Complete, page.Next));
    }

    public static async ValueTask ConversationsAsync(Session session, ListConversations command, CancellationToken cancellationToken)
    {
        var shown = new List<ConversationShown>();
        foreach (var pair in await session.Chat.Private.OfAsync(session.Account!, cancellationToken))
        {
            var span = await session.Chat.Messages.SpanAsync(pair.Conversation, cancellationToken);
            shown.Add(new ConversationShown(pair.Conversation, pair.LoginBeside(session.Account!.Id), span.Head));
        }
        session.Reply(command, new ConversationList([.. shown.OrderBy(c => c.With, StringComparer.Ordinal)]));
    }

    /// <summary>The conversation to read, which the session must be in; null after a refusal.</summary>
    private static async ValueTask<Source?> FindAsync(Session session, ConversationCommand command, CancellationToken cancellationToken)
    {
        if (command.To is not null)
        {
            var other = Login.TryParse(command.To, out var login) ? await session.Chat.Accounts.FindAsync(login, cancellationToken) : null;
            if (other is null)
            {
                session.Refuse(command, Refusal.Of(ErrorCode.NoSuchUser, "user", command.To));
                return null;
            }
            // Reading makes no conversation: the other would see that somebody looked.
            if (session.Account is { } self && await session.Chat.Private.FindAsync(self, other, cancellationToken) is { } pair)
                return new Source(null, pair);
            session.Refuse(command, new Refusal(ErrorCode.NoConversation));
            return null;
        }
        var room = command.Room is null ? session.Current : await RoomCommands.FindAsync(session, command, command.Room, "history", cancellationToken);
        if (room is null)
        {
            if (command.Room is null)
                session.Refuse(command, new Refusal(ErrorCode.NoConversation));
            return null;
        }
        if (!session.IsIn(room) && !(command is ReadHistory { Visit: true } && await session.Chat.Visits.MayLookAsync(session, room, cancellationToken)))
        {
            session.Refuse(command, Refusal.Of(ErrorCode.NotInRoom, "room", room.Name));
            return null;
        }
        return new Source(room, null);
    }

    private readonly record struct Source(Room? Room, Pair? Pair)
    {
        public ConversationId Conversation => Room?.Id ?? Pair!.Conversation;
    }
}
