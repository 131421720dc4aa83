using System.Globalization;
using System.Text;
using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Core.Peers;

/// <summary>Where entries of peers stand here, by their hashes: those of one batch, those that the log has, and those that were here under their client ids before they came by hash. One caller at a time.</summary>
internal sealed class PlacedEntries(IMessageLog log, IKeyValue store)
{
    private static readonly ReadOnlyMemory<byte> Space = "parley/placed"u8.ToArray();

    /// <summary>So many of a room's entries are read back at most for one batch; what stands before them can't be meant from among peers.</summary>
    public const int Reach = 10_000;

    private const int Page = 500;

    private readonly Dictionary<ConversationId, Stretch> _rooms = [];

    public void Add(ConversationId room, string entry, Place place) => Of(room).Places[entry] = place;

    /// <returns>Null: it has no place, or one too far back.</returns>
    /// <exception cref="StorageUnavailableException">The log can't be read.</exception>
    public async ValueTask<Place?> FindAsync(ConversationId room, string entry, CancellationToken cancellationToken)
    {
        var read = Of(room);
        while (!read.Places.ContainsKey(entry) && await ReadBackAsync(room, read, cancellationToken))
        {
        }
        if (read.Places.TryGetValue(entry, out var place))
            return place;
        return await store.GetAsync(Space, Key(room, entry), cancellationToken) is { } item ? Read(item) : null;
    }

    /// <summary>A message that its author posted here under an id of theirs, and not from among peers.</summary>
    /// <param name="length">Bytes of its text; another one is another message.</param>
    /// <returns>Null: there is none, or too far back.</returns>
    public async ValueTask<Place?> FindOwnAsync(ConversationId room, AccountId author, string id, int length, CancellationToken cancellationToken)
    {
        var read = Of(room);
        while (!read.Own.ContainsKey((author, id)) && await ReadBackAsync(room, read, cancellationToken))
        {
        }
        return read.Own.TryGetValue((author, id), out var own) && (own.Erased || own.Body.Length == length) ? new Place(own.Position, own.Time) : null;
    }

    /// <summary>A message that came from its author first and then from among peers: it has no hash in the log, and what is said of it means it by that.</summary>
    public async Task NoteAsync(ConversationId room, string entry, Place place, CancellationToken cancellationToken)
    {
        if (await FindAsync(room, entry, cancellationToken) is null)
            await store.SetAsync(Space, Key(room, entry), Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{place.Position.Value} {place.Time.ToUnixTimeMilliseconds()}")), null, cancellationToken);
    }

    /// <returns>False: as far back as is looked.</returns>
    private async ValueTask<bool> ReadBackAsync(ConversationId room, Stretch read, CancellationToken cancellationToken)
    {
        if (read.IsDone || read.Count >= Reach)
            return false;
        var page = await log.ReadBeforeAsync(room, read.Before, Page, cancellationToken);
        foreach (var entry in page)
        {
            if (entry.OriginId is { } hash)
                read.Places[hash] = new Place(entry.Position, entry.Time);
            else if (entry.ClientId is { } id && entry.Kind is EntryKind.Message or EntryKind.Notice)
                read.Own[(entry.Author, id)] = entry;
        }
        read.Count += page.Count;
        read.IsDone = page.Count < Page;
        read.Before = page.Count > 0 ? page[0].Position : read.Before;
        return true;
    }

    private static ReadOnlyMemory<byte> Key(ConversationId room, string entry) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{room.Value} {entry}"));

    private static Place Read(KeyValueItem item)
    {
        var parts = Encoding.ASCII.GetString(item.Value.Span).Split(' ').Select(p => long.Parse(p, CultureInfo.InvariantCulture)).ToArray();
        return new Place(new Position(parts[0]), DateTimeOffset.FromUnixTimeMilliseconds(parts[1]));
    }

    private Stretch Of(ConversationId room)
    {
        if (!_rooms.TryGetValue(room, out var read))
            _rooms.Add(room, read = new Stretch());
        return read;
    }

    private sealed class Stretch
    {
        public Dictionary<string, Place> Places { get; } = new(StringComparer.Ordinal);

        /// <summary>Messages that were posted here under their authors' ids.</summary>
        public Dictionary<(AccountId Author, string Id), Entry> Own { get; } = [];

        /// <summary>Entries read, from the newest back to <see cref="Before"/>.</summary>
        public int Count { get; set; }

        public Position? Before { get; set; }

        public bool IsDone { get; set; }
    }
}

internal readonly record struct Place(Position Position, DateTimeOffset Time);
