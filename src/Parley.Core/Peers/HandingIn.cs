using System.Text;
using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Conversations;
using Parley.Core.Rooms;
using Parley.Core.Sessions;
using Parley.Core.Sessions.Commands;

namespace Parley.Core.Peers;

/// <summary>
/// Places what was written among peers. The server's rules at that moment decide, whatever devices' clocks say: who is banned, silenced or suspended now, or whose device is revoked, is not placed.
/// An entry is placed once under its author's id for it, or its hash, whoever hands it in. docs/adr/0015.
/// </summary>
internal sealed class HandingIn(Chat chat)
{
    /// <summary>A clock may be wrong by so much, and an hour; more is no time.</summary>
    public static readonly TimeSpan MostAhead = TimeSpan.FromHours(25);

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private TakenBack TakenBack => new(chat.KeyValue);

    /// <returns>A placement for each entry, in the order they were given.</returns>
    public async Task<IReadOnlyList<Placement>> TakeAsync(IReadOnlyList<SignedEntry> entries, CancellationToken cancellationToken)
    {
        var placements = new Dictionary<string, Placement>(StringComparer.Ordinal);
        await using var visits = new PeerVisits(chat);
        var placed = new PlacedEntries(chat.Messages, chat.KeyValue);
        // As peers see them, so that what one batch holds keeps its order.
        foreach (var entry in entries.OrderBy(e => e.Clock).ThenBy(e => e.Device, StringComparer.Ordinal).ThenBy(e => e.Number))
        {
            if (placements.ContainsKey(entry.Hash))
                continue;
            var placement = placements[entry.Hash] = await PlaceAsync(entry, visits, placed, cancellationToken);
            if (placement is not { Code: null, Conversation: { } room, Position: { } position, Time: { } time })
                continue;
            if (placement.Duplicate == true && !IsAnnotation(entry))
                await placed.NoteAsync(room, entry.Hash, new Place(position, time), cancellationToken);
            placed.Add(room, entry.Hash, new Place(position, time));
        }
        return [.. entries.Select(e => placements[e.Hash])];
    }

    private async Task<Placement> PlaceAsync(SignedEntry entry, PeerVisits visits, PlacedEntries placed, CancellationToken cancellationToken)
    {
        if (Judge(entry, out var text) is { } bad)
            return No(entry, bad);
        if (await chat.Devices.FindAsync(entry.Device, cancellationToken) is not { Revoked: null } device || await chat.Accounts.FindAsync(device.Account, cancellationToken) is not { } author)
            return No(entry, ErrorCode.DeviceNotTrusted);
        if (chat.Suspensions.Contains(author.Id))
            return No(entry, ErrorCode.AccountSuspended);
        // A room that was made since is another one, with other people.
        if (!RoomName.TryParse(entry.Room, out var name) || chat.Rooms.Find(name) is not { } room || room.Record.Created > entry.Written)
            return No(entry, ErrorCode.NoSuchRoom);
        if (entry.IsBare)
            return await FindAsync(entry, room.Id, author.Id, placed, cancellationToken);
        Place? target = entry.Target is null ? null : await placed.FindAsync(room.Id, entry.Target, cancellationToken);
        // An answer is placed all the same: no rule loses words.
        if (IsAnnotation(entry) && target is null)
        {
            if (entry is { Kind: (byte)EntryKind.Redaction, Target: { } gone })
                await TakenBack.NoteAsync(room.Id, gone, author.Id, cancellationToken);
            return No(entry, ErrorCode.NoSuchMessage);
        }
        if (!IsAnnotation(entry) && await TakenBack.ContainsAsync(room.Id, entry.Hash, author.Id, cancellationToken) && await FindAsync(entry, room.Id, author.Id, placed, cancellationToken) is { Code: not null } never)
            return never;
        var position = target?.Position ?? Position.None;
        var answer = await visits.PostAsync(author, room, new HandedWords(entry, text!, entry.ClientId ?? entry.Hash, position), cancellationToken);
        // Nothing is lost because its author has used the id for something else.
        if (answer is Error { Code: (int)ErrorCode.ClientIdReused } && entry.ClientId is not null)
            answer = await visits.PostAsync(author, room, new HandedWords(entry, text!, entry.Hash, position), cancellationToken);
        // It was placed before what it means was taken back, maybe by itself.
        if (answer is Error { Code: (int)ErrorCode.NoSuchMessage } && await placed.FindAsync(room.Id, entry.Hash, cancellationToken) is { } known)
            return new Placement(entry.Hash, room.Id, known.Position, known.Time, Duplicate: true);
        return answer switch
        {
            Posted posted => new Placement(entry.Hash, posted.Conversation, posted.Position, posted.Time, posted.Duplicate),
            Error error => new Placement(entry.Hash, Code: error.Code),
            _ => No(entry, ErrorCode.StorageUnavailable),
        };
    }

    /// <summary>Where a message stands whose words are gone, or were taken back: it may have come from its author before the server went away.</summary>
    private static async Task<Placement> FindAsync(SignedEntry entry, ConversationId room, AccountId author, PlacedEntries placed, CancellationToken cancellationToken)
    {
        var place = await placed.FindAsync(room, entry.Hash, cancellationToken)
            ?? (entry.ClientId is { } id ? await placed.FindOwnAsync(room, author, id, entry.Length, cancellationToken) : null);
        return place is { } there ? new Placement(entry.Hash, room, there.Position, there.Time, Duplicate: true) : No(entry, ErrorCode.NoSuchMessage);
    }

    private ErrorCode? Judge(SignedEntry entry, out string? text)
    {
        text = null;
        if (entry.Group != chat.Organisation.Group || entry.Room is null || !(entry.Kind is (byte)EntryKind.Message or (byte)EntryKind.Notice || IsAnnotation(entry)))
            return ErrorCode.NotPlaced;
        if (entry.IsBare && IsAnnotation(entry))
            return ErrorCode.NotPlaced;
        if (entry.Written - chat.Time.GetUtcNow() > MostAhead || entry.Length > Limits.MessageBytes || (entry.Length == 0 && entry.Kind != (byte)EntryKind.Redaction))
            return ErrorCode.NotPlaced;
        try
        {
            text = Utf8.GetString(entry.Body.Span);
        }
        catch (DecoderFallbackException)
        {
            return ErrorCode.NotPlaced;
        }
        if (entry.Kind == (byte)EntryKind.Reaction && text.Length > Limits.Reaction)
            return ErrorCode.NotPlaced;
        using var key = Keys.TryOpen(entry.Key.Span);
        return key is not null && Keys.IdOf(key) == entry.Device && Keys.Holds(key, entry.Signed.Span, entry.Signature.Span) ? null : ErrorCode.WrongSignature;
    }

    private static bool IsAnnotation(SignedEntry entry) => entry.Kind is (byte)EntryKind.Edit or (byte)EntryKind.Redaction or (byte)EntryKind.Reaction;

    private static Placement No(SignedEntry entry, ErrorCode code) => new(entry.Hash, Code: (int)code);
}
