using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.People;
using Parley.Core.Ports;
using Parley.Core.Rooms;

namespace Parley.Core.Sessions;

/// <summary>What sessions of <see cref="Manner.Visiting"/> need of the chat: who they are, and where they may look. docs/adr/0010.</summary>
internal sealed class Visits(Chat chat)
{
    /// <summary>A token's last use is noted at most this often, as each request is one.</summary>
    private static readonly TimeSpan NoteEvery = TimeSpan.FromMinutes(1);

    /// <summary>Rooms that a search over everything looks into.</summary>
    private const int MaxRooms = 1000;

    /// <summary>Null for a token that was never issued or was revoked.</summary>
    public async ValueTask<(StoredToken Token, Account Account)?> FindAsync(string? token, CancellationToken cancellationToken)
    {
        if (await chat.Tokens.FindAsync(token, cancellationToken) is not { } stored || await chat.Accounts.FindAsync(stored.Account, cancellationToken) is not { } account)
            return null;
        if (chat.Time.GetUtcNow() - stored.LastUsed >= NoteEvery)
            chat.NoteUse(stored);
        return (stored, account);
    }

    /// <summary>Somebody who speaks for an account under another name: a program.</summary>
    public Person ProgramOf(Account account, string name) =>
        new(account.Id, account, account.ToFace() with { Name = name, IsBot = true }, chat.Time.GetUtcNow());

    /// <summary>The person who is present under the account's login, with the ranks they have where they are; else somebody whom no list has.</summary>
    public Person PersonOf(Account account) =>
        chat.People.Find(account.Login.Value) is { } present && present.Account?.Id == account.Id
            ? present
            : new Person(account.Id, account, account.ToFace(), chat.Time.GetUtcNow());

    /// <summary>The room would let the person in as its rules are now; with <c>history.visible</c> = <c>since-join</c> only where they have been.</summary>
    public async ValueTask<bool> MayLookAsync(Session session, Room room, CancellationToken cancellationToken) =>
        session.Account is not null && room.Welcomes(session) && (chat.Settings.History.Visible != "since-join" || await session.LoadFloorAsync(room, cancellationToken) is not null);

    /// <summary>The rooms that would let the visit in, as their rules are now; with <c>history.visible</c> = <c>since-join</c> those where the person has been.</summary>
    public async ValueTask<IReadOnlyList<Room>> RoomsAsync(Session visit, CancellationToken cancellationToken)
    {
        var open = chat.Rooms.List().Where(room => room.Welcomes(visit)).Take(MaxRooms).ToList();
        if (chat.Settings.History.Visible != "since-join")
            return open;
        var known = new List<Room>();
        foreach (var room in open)
        {
            if (await visit.LoadFloorAsync(room, cancellationToken) is not null)
                known.Add(room);
        }
        return known;
    }
}
