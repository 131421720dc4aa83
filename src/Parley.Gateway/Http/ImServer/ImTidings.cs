namespace Parley.Gateway.Http.ImServer;

/// <summary>Tells other nodes which namespaces have changed, for those who wait there: at rest at once, under load a few dozen times a second. Bounded by the namespaces there are.</summary>
internal sealed class ImTidings(Action<string> tell, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private bool _isTelling;

    /// <summary>Any thread.</summary>
    public void Tell(string prefix)
    {
        lock (_lock)
        {
            _changed.Add(prefix);
            if (_isTelling)
                return;
            _isTelling = true;
        }
        _ = TellAllAsync();
    }

    private async Task TellAllAsync()
    {
        while (true)
        {
            string[] changed;
            lock (_lock)
            {
                changed = [.. _changed];
                _changed.Clear();
                _isTelling = changed.Length > 0;
            }
            if (changed.Length == 0)
                return;
            foreach (var prefix in changed)
                tell(prefix);
            await Task.Delay(Pause, time, CancellationToken.None);
        }
    }
}
