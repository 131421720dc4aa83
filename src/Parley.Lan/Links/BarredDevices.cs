using Parley.Protocol.Peer;

namespace Parley.Lan.Links;

/// <summary>Devices that did what no honest one does: each is kept out for ten minutes. What they wrote before stays, and others hand it on.</summary>
internal sealed class BarredDevices(TimeProvider time)
{
    private const int Most = 1024;

    private static readonly TimeSpan KeptOut = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<DeviceId, long> _since = [];

    /// <returns>False: it was barred already, or there are as many as are remembered.</returns>
    public bool Add(DeviceId device)
    {
        lock (_lock)
        {
            foreach (var over in _since.Where(d => time.GetElapsedTime(d.Value) >= KeptOut).Select(d => d.Key).ToList())
                _since.Remove(over);
            return _since.Count < Most && _since.TryAdd(device, time.GetTimestamp());
        }
    }

    public bool Has(DeviceId device)
    {
        lock (_lock)
            return _since.TryGetValue(device, out var since) && time.GetElapsedTime(since) < KeptOut;
    }
}
