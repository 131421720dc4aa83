using Parley.Contracts;

namespace Parley.Core.Ports;

/// <summary>Events on their way to many subscribers, in order. Each wire format is encoded once and shared.</summary>
public sealed class Delivery(IReadOnlyList<Event> events)
{
    private Frame? _frames;

    public Delivery(Event single)
        : this([single])
    {
    }

    public IReadOnlyList<Event> Events { get; } = events;

    /// <summary>What waited for the subscriber: not happening now.</summary>
    public bool IsReplay { get; init; }

    /// <summary>Called once for each subscriber whose bytes of this were handed to its operating system; null when nobody asks.</summary>
    public Action? Written { get; init; }

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

    private sealed record Frame(object Format, ReadOnlyMemory<byte> Bytes, Frame? Next);
}
