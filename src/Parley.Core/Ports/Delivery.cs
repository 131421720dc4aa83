using Parley.Contracts;

namespace Parley.Core.Ports;

/// <summary>Events on their way to many subscribers, in order. Each wire format is encoded once and shared.</summary>
public sealed class Delivery(IReadOnlyList<Event> events)
{
    private readonly Lock _lock = new();
    private readonly List<(object Format, ReadOnlyMemory<byte> Bytes)> _frames = new(1);

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
    public ReadOnlyMemory<byte> Frames(object format, Func<IReadOnlyList<Event>, ReadOnlyMemory<byte>> encode)
    {
        lock (_lock)
        {
            foreach (var (known, bytes) in _frames)
            {
                if (known.Equals(format))
                    return bytes;
            }
            var made = encode(Events);
            _frames.Add((format, made));
            return made;
        }
    }
}
