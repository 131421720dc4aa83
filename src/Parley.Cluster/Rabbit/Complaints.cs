namespace Parley.Cluster.Rabbit;

/// <summary>Why a broker is not to be had, as often as an operator wants to read it: each reason once until the broker was there again, and one a minute at most. What a broker that goes down says differs from try to try. One thread at a time.</summary>
internal sealed class Complaints(TimeProvider time)
{
    /// <summary>Reasons that are remembered; past it all count as told.</summary>
    private const int Most = 16;

    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private long _last;

    /// <summary>Whether it is to be told now; then it counts as told.</summary>
    public bool IsNew(string reason)
    {
        if (_told.Count > 0 && (_told.Count == Most || _told.Contains(reason) || time.GetElapsedTime(_last) < Between))
            return false;
        _last = time.GetTimestamp();
        return _told.Add(reason);
    }

    /// <summary>The broker was there.</summary>
    public void Clear() => _told.Clear();
}
