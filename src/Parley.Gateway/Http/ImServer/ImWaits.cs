namespace Parley.Gateway.Http.ImServer;

/// <summary>How many requests wait, of each address and in all. Past that an answer comes at once.</summary>
internal sealed class ImWaits
{
    private const int OfAddress = 64;
    private const int InAll = 2000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _byAddress = new(StringComparer.Ordinal);
    private int _all;

    /// <summary>Null when too many wait already.</summary>
    public IDisposable? TryBegin(string address)
    {
        lock (_lock)
        {
            var own = _byAddress.GetValueOrDefault(address);
            if (_all >= InAll || own >= OfAddress)
                return null;
            _all++;
            _byAddress[address] = own + 1;
            return new Wait(this, address);
        }
    }

    private void End(string address)
    {
        lock (_lock)
        {
            _all--;
            if (--_byAddress[address] == 0)
                _byAddress.Remove(address);
        }
    }

    private sealed class Wait(ImWaits waits, string address) : IDisposable
    {
        public void Dispose() => waits.End(address);
    }
}
