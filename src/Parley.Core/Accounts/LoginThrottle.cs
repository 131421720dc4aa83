using Parley.Core.Settings;

namespace Parley.Core.Accounts;

/// <summary>Failed logins of the last minute, by login and address and by address: past the limits further tries wait. Nobody is locked out.</summary>
internal sealed class LoginThrottle(AuthSettings settings, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Recheck = TimeSpan.FromSeconds(1);

    /// <summary>Past this many keys outdated ones are swept; a key lives a minute, so addresses bound it.</summary>
    private const int SweepAt = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<long>> _failures = new(StringComparer.Ordinal);

    /// <summary>Waits until the login may be tried from the address, and counts the try as failed until <see cref="Succeeded"/> takes it back.</summary>
    public async Task BeginAsync(string loginFold, string address, CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan wait;
            lock (_lock)
            {
                var both = Both(loginFold, address);
                wait = Longest(Remaining(both, settings.FailuresPerLogin), Remaining(address, settings.FailuresPerAddress));
                if (wait <= TimeSpan.Zero)
                {
                    Note(both);
                    Note(address);
                    return;
                }
            }
            // Not the whole wait: a try under way that succeeds makes room earlier.
            await Task.Delay(wait < Recheck ? wait : Recheck, time, cancellationToken);
        }
    }

    public void Succeeded(string loginFold, string address)
    {
        lock (_lock)
        {
            TakeBack(Both(loginFold, address));
            TakeBack(address);
        }
    }

    private static string Both(string loginFold, string address) => $"{address} {loginFold}";

    private static TimeSpan Longest(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private TimeSpan Remaining(string key, int limit)
    {
        if (!_failures.TryGetValue(key, out var times))
            return TimeSpan.Zero;
        DropOutdated(times);
        return times.Count < limit ? TimeSpan.Zero : Window - time.GetElapsedTime(times.Peek()) + TimeSpan.FromMilliseconds(1);
    }

    private void Note(string key)
    {
        if (_failures.Count >= SweepAt)
            Sweep();
        if (!_failures.TryGetValue(key, out var times))
            _failures[key] = times = new Queue<long>();
        times.Enqueue(time.GetTimestamp());
    }

    private void TakeBack(string key)
    {
        if (_failures.TryGetValue(key, out var times) && times.Count > 0)
            times.Dequeue();
        if (times is { Count: 0 })
            _failures.Remove(key);
    }

    private void Sweep()
    {
        foreach (var (key, times) in _failures.ToList())
        {
            DropOutdated(times);
            if (times.Count == 0)
                _failures.Remove(key);
        }
    }

    private void DropOutdated(Queue<long> times)
    {
        while (times.TryPeek(out var oldest) && time.GetElapsedTime(oldest) >= Window)
            times.Dequeue();
    }
}
