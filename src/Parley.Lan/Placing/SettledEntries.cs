using System.Globalization;
using Parley.Contracts;
using Parley.Protocol.Peer;

namespace Parley.Lan.Placing;

/// <summary>Where an entry stands at the server.</summary>
public readonly record struct ServersPlace(ConversationId Conversation, Position Position);

/// <summary>Which entries a server has dealt with: placed, and where if that is known, or refused for good. Safe to use from any thread.</summary>
/// <remarks>Kept in a file, a line for each: its hash in hexadecimal and 0, or the code of the refusal; then, where it is known, the conversation and the position. What is lost of it is handed in again, which changes nothing.</remarks>
public sealed class SettledEntries
{
    private readonly string? _file;
    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, ServersPlace?> _places = [];
    private readonly Dictionary<ServersPlace, Digest> _entries = [];

    private SettledEntries(string? file) => _file = file;

    /// <summary>Nothing is kept.</summary>
    public static SettledEntries InMemory() => new(file: null);

    /// <param name="group">A name for the file: letters and digits.</param>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static SettledEntries Load(string folder, string group)
    {
        var settled = new SettledEntries(Path.Combine(folder, $"settled-{group}"));
        if (!File.Exists(settled._file))
            return settled;
        foreach (var line in File.ReadLines(settled._file))
        {
            // The end of a line that was cut off says nothing.
            switch (line.Split(' '))
            {
                case [var hash, var code] when Digest.TryParse(hash, out var entry) && IsNumber(code, out _):
                    settled.Remember(entry, place: null);
                    break;
                case [var hash, var code, var conversation, var position] when Digest.TryParse(hash, out var entry) && IsNumber(code, out _) && IsNumber(conversation, out var there) && IsNumber(position, out var at):
                    settled.Remember(entry, new ServersPlace(new ConversationId(there), new Position(at)));
                    break;
            }
        }
        return settled;
    }

    public bool Contains(Digest entry)
    {
        lock (_lock)
            return _places.ContainsKey(entry);
    }

    /// <summary>Null: it has none, or it is not known which.</summary>
    public ServersPlace? PlaceOf(Digest entry)
    {
        lock (_lock)
            return _places.GetValueOrDefault(entry);
    }

    /// <summary>The entry that stands there. Null: none that was written among peers, or it is not known.</summary>
    public Digest? At(ServersPlace place)
    {
        lock (_lock)
            return _entries.TryGetValue(place, out var entry) ? entry : null;
    }

    /// <param name="code">0: placed.</param>
    /// <param name="place">Null: none, or it is not known which.</param>
    /// <exception cref="IOException">It can't be kept: it will be asked again after a restart.</exception>
    public void Add(Digest entry, int code, ServersPlace? place = null)
    {
        lock (_lock)
        {
            if (!Remember(entry, place) || _file is null)
                return;
            var where = place is { } known ? string.Create(CultureInfo.InvariantCulture, $" {known.Conversation.Value} {known.Position.Value}") : "";
            File.AppendAllText(_file, string.Create(CultureInfo.InvariantCulture, $"{entry} {code}{where}\n"));
        }
    }

    /// <returns>False: it was known.</returns>
    private bool Remember(Digest entry, ServersPlace? place)
    {
        if (_places.TryGetValue(entry, out var known) && (known is not null || place is null))
            return false;
        _places[entry] = place;
        if (place is { } there)
            _entries[there] = entry;
        return true;
    }

    private static bool IsNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
