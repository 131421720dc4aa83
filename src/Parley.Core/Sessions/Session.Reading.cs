using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Conversations;
using Parley.Core.Nodes;
using Parley.Core.Ports;
using Parley.Core.Rooms;
using Parley.Core.Views;

namespace Parley.Core.Sessions;

/// <summary>What a session reads of what was said.</summary>
public sealed partial class Session
{
    /// <summary>A stretch of a room's history or of a private conversation's; null when the session may not read it.</summary>
    public async ValueTask<IReadOnlyList<EntryEvent>?> ReadStretchAsync(string? room, string? to, HistoryStretch stretch, CancellationToken cancellationToken)
    {
        if (room is not null)
        {
            if (!RoomName.TryParse(room, out var name) || Chat.Rooms.Find(name) is not { } found || !IsIn(found))
                return null;
            return [.. (await Stretches.ReadAsync(Chat.Messages, found.Id, FloorOf(found), stretch, cancellationToken)).Select(e => e.ToEvent(found.Name, null))];
        }
        if (Account is null)
            return Chat.People.Find(to!) is null ? null : [];
        var other = Chat.People.Find(to!)?.Account ?? (Login.TryParse(to, out var login) ? await Chat.Accounts.FindAsync(login, cancellationToken) : null);
        if (other is null)
            return Chat.People.Find(to!) is null ? null : [];
        if (await Chat.Private.FindAsync(Account, other, cancellationToken) is not { } pair)
            return [];
        return [.. (await Stretches.ReadAsync(Chat.Messages, pair.Conversation, Position.None, stretch, cancellationToken)).Select(e => e.ToEvent(null, pair))];
    }

    /// <summary>For a visit: is told from now on what the account's private conversations get. They do not count as delivered.</summary>
    public void HearPrivate() => Chat.Private.Listen(this);

    /// <summary>A page of all that the account wrote, oldest first, past a cursor (0: from the start). A room that has gone, or a person erased, has no name any more.</summary>
    public async ValueTask<IReadOnlyList<(long Cursor, EntryEvent Entry)>> ReadOwnAsync(long after, int limit, CancellationToken cancellationToken)
    {
        var rooms = Chat.Rooms.List().ToDictionary(r => r.Id, r => r.Name);
        var pairs = (await Chat.Private.OfAsync(Account!, cancellationToken)).ToDictionary(p => p.Conversation);
        var page = await Chat.Messages.ReadAuthorAsync(Account!.Id, after, limit, cancellationToken);
        return [.. page.Select(e => (e.Cursor, e.Entry.ToEvent(rooms.GetValueOrDefault(e.Entry.Conversation), pairs.GetValueOrDefault(e.Entry.Conversation))))];
    }

    /// <summary>The conversations that the person has, with the time of what was last said.</summary>
    public async ValueTask<IReadOnlyList<(HistoryTarget Target, DateTimeOffset Latest)>> ReadTargetsAsync(CancellationToken cancellationToken)
    {
        var targets = new List<(HistoryTarget, DateTimeOffset)>();
        foreach (var room in _rooms)
            await AddAsync(new HistoryTarget(room.Name, null), room.Id);
        if (Account is { } account)
        {
            foreach (var pair in await Chat.Private.OfAsync(account, cancellationToken))
                await AddAsync(new HistoryTarget(null, pair.LoginBeside(account.Id)), pair.Conversation);
        }
        return targets;

        async ValueTask AddAsync(HistoryTarget target, ConversationId conversation)
        {
            var last = await Stretches.ReadAsync(Chat.Messages, conversation, Position.None, new HistoryStretch(HistoryDirection.Latest, null, null, 1, int.MaxValue, false), cancellationToken);
            if (last is [var entry])
                targets.Add((target, entry.Time));
        }
    }
}
