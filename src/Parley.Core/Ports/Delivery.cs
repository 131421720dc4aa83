using Parley.Contracts;

namespace Parley.Core.Ports;

/// <summary>Events on their way to many subscribers, in order. Each wire format is encoded once and shared.</summary>
public sealed class Delivery(IReadOnlyList<Event> events)
{
    private Frame? _frames;

    /// <summary>The sessions that the entries come from, each once; empty when not all events are a room's entries. Null before anybody asked.</summary>
    private SessionId[]? _origins;

    public Delivery(Event single)
        : this([single])
    {
    }

    public IReadOnlyList<Event> Events { get; } = events;

    /// <summary>What waited for the subscriber: not happening now.</summary>
    public bool IsReplay { get; init; }

    /// <summary>Called once for each subscriber whom the bytes of this have reached; null when nobody asks.</summary>
    public Action? Arrived { get; init; }

    /// <summary>All events are entries of a room, and no answers. The events are looked through once, however many subscribers ask.</summary>
    public bool IsOfRoom => Origins.Length > 0;

    private SessionId[] Origins => _origins ??= FindOrigins(Events);

    /// <summary>For deliveries of a room: any entry comes from the session.</summary>
    public bool IsFrom(SessionId session) => Origins.AsSpan().Contains(session);

    /// <summary>The bytes in one format, made by <paramref name="encode"/> for the first who asks.</summary>
    /// <param name="format">Equal objects mean equal bytes: protocol, language and what else changes them.</param>
    /// <param name="state">Handed to <paramref name="encode"/>, which is asked for each subscriber and should capture nothing.</param>
    public ReadOnlyMemory<byte> Frames<T>(object format, T state, Func<IReadOnlyList<Event>, T, ReadOnlyMemory<byte>> encode)
    {
        var first = Volatile.Read(ref _frames);
        for (var known = first; known is not null; known = known.Next)
        {
            if (known.Format.Equals(format))
                return known.Bytes;
        }
        var made = new Frame(format, encode(Events, state), first);
        // Two who ask at the same moment make it twice, and one is shared.
        Interlocked.CompareExchange(ref _frames, made, first);
        return made.Bytes;
    }

    private static SessionId[] FindOrigins(IReadOnlyList<Event> events)
    {
        if (events is [EntryEvent { To: null, Ref: null } only])
            return [only.Origin];
        var origins = new List<SessionId>();
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i] is not EntryEvent { To: null, Ref: null } entry)
                return [];
            if (!origins.Contains(entry.Origin))
                origins.Add(entry.Origin);
        }
        return [.. origins];
    }

    private sealed record Frame(object Format, ReadOnlyMemory<byte> Bytes, Frame? Next);
}
