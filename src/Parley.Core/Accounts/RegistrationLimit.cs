namespace Parley.Core.Accounts;

/// <summary>Accounts made from each address in the last hour.</summary>
internal sealed class RegistrationLimit(int perHour, TimeProvider time)
{
    private readonly Lock _lock = new();

    /// <summary>Emptied each hour: bounded by the addresses that register within one.</summary>
    private readonly Dictionary<string, int> _made = new(StringComparer.Ordinal);

    private long _since = time.GetTimestamp();

    public bool TryTake(string address)
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_since) >= TimeSpan.FromHours(1))
            {
                _made.Clear();
                _since = time.GetTimestamp();
            }
            var made = _made.GetValueOrDefault(address);
            if (made >= perHour)
                return false;
            _made[address] = made + 1;
            return true;
        }
    }
}
