using System.Diagnostics.Metrics;

namespace Parley.Gateway.Http.Metrics;

/// <summary>Listens to the instruments of one meter: adds up what histograms are told, and asks the others when somebody looks.</summary>
internal sealed class Readings : IDisposable
{
    private readonly Lock _look = new();
    private readonly MeterListener _listener = new();
    private readonly List<Family> _families = [];

    public Readings(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter != meter)
                return;
            var family = new Family(instrument);
            lock (_families)
                _families.Add(family);
            listener.EnableMeasurementEvents(instrument, family);
        };
        _listener.SetMeasurementEventCallback<int>((_, value, tags, family) => ((Family)family!).Take(value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, family) => ((Family)family!).Take(value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, family) => ((Family)family!).Take(value, tags));
        _listener.Start();
    }

    /// <summary>Everything as it is now, by name. One look at a time.</summary>
    public IReadOnlyList<Family> Look()
    {
        lock (_look)
        {
            Family[] families;
            lock (_families)
                families = [.. _families.OrderBy(family => family.Name, StringComparer.Ordinal)];
            foreach (var family in families)
                family.Begin();
            _listener.RecordObservableInstruments();
            return families;
        }
    }

    public void Dispose() => _listener.Dispose();
}
