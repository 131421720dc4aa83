using System.Security.Cryptography;

namespace Parley.Cluster.Rabbit;

/// <summary>Waits between attempts: 0.1 s, doubled up to 2 s, each shortened by up to a half at random so that nodes don't come back in step.</summary>
internal sealed class Backoff(TimeProvider time)
{
    private const int ShortestMs = 100;
    private const int LongestMs = 2000;

    private int _ms = ShortestMs;

    public void Reset() => _ms = ShortestMs;

    public async Task WaitAsync(CancellationToken ct)
    {
        var wait = RandomNumberGenerator.GetInt32(_ms / 2, _ms + 1);
        _ms = Math.Min(_ms * 2, LongestMs);
        await Task.Delay(TimeSpan.FromMilliseconds(wait), time, ct);
    }
}
