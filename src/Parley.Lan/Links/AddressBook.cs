using System.Net;
using Parley.Protocol.Peer;

namespace Parley.Lan.Links;

/// <summary>Whom to connect to, and when again after it failed. Any thread.</summary>
internal sealed class AddressBook(DeviceId self, TimeProvider time)
{
    public const int Most = 1024;

    /// <summary>An address that failed so often in a row is forgotten, unless it is one that was given.</summary>
    public const int Attempts = 8;

    /// <summary>Addresses being tried at a time. Handshakes take processor time: more than a slow device can finish in time would all be for nothing.</summary>
    public const int AtOnce = 8;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The device with the lower id connects first, so that two connections of a pair are rare.</summary>
    private static readonly TimeSpan HigherWaits = TimeSpan.FromMilliseconds(300);

    private readonly Lock _lock = new();
    private readonly Dictionary<EndPoint, Line> _lines = [];

    /// <summary>An address that a person gave: tried for ever.</summary>
    public void Give(EndPoint end)
    {
        lock (_lock)
            Add(end, device: null, TimeSpan.Zero, given: true);
    }

    /// <summary>An address that was announced or told.</summary>
    public void Add(EndPoint end, DeviceId device)
    {
        if (device == self)
            return;
        lock (_lock)
            Add(end, device, device < self ? HigherWaits : TimeSpan.Zero, given: false);
    }

    /// <summary>Addresses to be tried now, those that wait longest first; each is counted as being tried until <see cref="Tried"/>.</summary>
    public IReadOnlyList<EndPoint> Due(Func<DeviceId, bool> linked)
    {
        lock (_lock)
            return DueNow(linked);
    }

    /// <param name="found">Who is there; null: it failed.</param>
    public void Tried(EndPoint end, DeviceId? found)
    {
        lock (_lock)
        {
            if (_lines.TryGetValue(end, out var line))
                Note(end, line, found);
        }
    }

    private void Add(EndPoint end, DeviceId? device, TimeSpan wait, bool given)
    {
        if (_lines.TryGetValue(end, out var line))
        {
            line.Device = device ?? line.Device;
            line.Failures = 0;
            return;
        }
        if (_lines.Count < Most)
            _lines.Add(end, new Line { Device = device, Due = time.GetUtcNow() + wait, Given = given });
    }

    private List<EndPoint> DueNow(Func<DeviceId, bool> linked)
    {
        var now = time.GetUtcNow();
        var due = new List<EndPoint>();
        var trying = _lines.Values.Where(l => l.Trying && l.Device is not null).Select(l => l.Device!.Value).ToHashSet();
        var free = AtOnce - _lines.Values.Count(l => l.Trying);
        foreach (var (end, line) in _lines.Where(l => !l.Value.Trying && l.Value.Due <= now).OrderBy(l => l.Value.Due))
        {
            if (due.Count >= free)
                break;
            if (line.Device is { } device && (linked(device) || !trying.Add(device)))
                continue;
            line.Trying = true;
            due.Add(end);
        }
        return due;
    }

    private void Note(EndPoint end, Line line, DeviceId? found)
    {
        line.Trying = false;
        line.Failures = found is null ? line.Failures + 1 : 0;
        line.Device = found ?? line.Device;
        var wait = TimeSpan.FromMilliseconds(500 * Math.Pow(2, Math.Min(line.Failures, 10)));
        line.Due = time.GetUtcNow() + (wait < Longest ? wait : Longest);
        if (line.Failures >= Attempts && !line.Given)
            _lines.Remove(end);
    }

    private sealed class Line
    {
        public DeviceId? Device { get; set; }

        public DateTimeOffset Due { get; set; }

        public int Failures { get; set; }

        public bool Given { get; init; }

        public bool Trying { get; set; }
    }
}
