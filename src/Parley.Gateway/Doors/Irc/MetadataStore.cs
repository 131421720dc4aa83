using System.Collections.Concurrent;
using System.Text;
using Parley.Contracts;
using Parley.Core.Settings;
using Parley.Core.Views;

namespace Parley.Gateway.Doors.Irc;

/// <summary>Who or what has metadata.</summary>
/// <param name="Name">As clients are told.</param>
/// <param name="Space">Where it is kept; <c>guest:</c> ones in memory only.</param>
/// <param name="Room">For rooms.</param>
internal sealed record MetadataPlace(string Name, string Space, RoomName? Room);

/// <summary>Short facts about people and rooms (display name, avatar). IRCv3 draft/metadata.</summary>
internal sealed class MetadataStore(ChatViews views, IrcMetadataSettings settings)
{
    public const int MaxValueBytes = 300;

    private const int MaxKey = 64;

    /// <summary>Of guests, as long as the server runs: bounded by <see cref="MaxGuests"/>.</summary>
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, string>> _guests = new(StringComparer.Ordinal);

    private const int MaxGuests = 10_000;

    public static bool IsKey(string key) =>
        key.Length is > 0 and <= MaxKey && key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '.' or '/' or '-');

    public async ValueTask<IReadOnlyDictionary<string, string>> ListAsync(MetadataPlace place, CancellationToken cancellationToken)
    {
        if (IsGuest(place))
            return _guests.GetValueOrDefault(place.Space) ?? new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var items = await views.KeyValue.ListAsync(Space(place), cancellationToken);
        return items.ToDictionary(i => Encoding.UTF8.GetString(i.Key.Span), i => Encoding.UTF8.GetString(i.Value.Span), StringComparer.Ordinal);
    }

    /// <summary>Null takes the key away. False: <c>irc.metadata.max-keys</c> are set already.</summary>
    public async ValueTask<bool> TrySetAsync(MetadataPlace place, string key, string? value, CancellationToken cancellationToken)
    {
        if (value is not null)
        {
            var known = await ListAsync(place, cancellationToken);
            if (!known.ContainsKey(key) && known.Count >= settings.MaxKeys)
                return false;
        }
        if (IsGuest(place))
        {
            if (_guests.Count >= MaxGuests)
                _guests.Clear();
            var facts = _guests.GetOrAdd(place.Space, _ => new ConcurrentDictionary<string, string>(StringComparer.Ordinal));
            if (value is null)
                facts.TryRemove(key, out _);
            else
                facts[key] = value;
        }
        else if (value is null)
            await views.KeyValue.RemoveAsync(Space(place), Encoding.UTF8.GetBytes(key), cancellationToken);
        else
            await views.KeyValue.SetAsync(Space(place), Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value), null, cancellationToken);
        return true;
    }

    private static bool IsGuest(MetadataPlace place) => place.Space.StartsWith("guest:", StringComparison.Ordinal);

    private static byte[] Space(MetadataPlace place) => Encoding.UTF8.GetBytes("metadata:" + place.Space);
}

/// <summary>The keys that a client wants to hear about. Any thread.</summary>
internal sealed class MetadataSubscriptions
{
    private volatile IReadOnlyCollection<string> _keys = [];

    public IReadOnlyCollection<string> Keys => _keys;

    public bool Has(string key) => _keys.Contains(key, StringComparer.Ordinal);

    public bool TryAdd(string key, int limit)
    {
        if (Has(key))
            return true;
        if (_keys.Count >= limit)
            return false;
        _keys = [.. _keys, key];
        return true;
    }

    public void Remove(string key) => _keys = [.. _keys.Where(k => k != key)];
}
