using System.Net;
using Parley.Core.Settings;

namespace Parley.Gateway.Tcp;

/// <summary>Counts connections in all and by address, and says which are too many. An address is forgotten with its last connection.</summary>
internal sealed class Admissions(LimitSettings limits, int most)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _perAddress = [];
    private readonly AddressNetworks _exempt = new(limits.Exempt);
    private int _all;

    public bool TryEnter(IPAddress? address)
    {
        lock (_gate)
        {
            if (_all >= Math.Min(limits.Connections, most))
                return false;
            if (Counts(address))
            {
                var here = _perAddress.GetValueOrDefault(address!);
                if (here >= limits.ConnectionsPerAddress)
                    return false;
                _perAddress[address!] = here + 1;
            }
            _all++;
            return true;
        }
    }

    public void Leave(IPAddress? address)
    {
        lock (_gate)
        {
            _all--;
            if (!Counts(address))
                return;
            if (--_perAddress[address!] == 0)
                _perAddress.Remove(address!);
        }
    }

    /// <summary>A connection turns out to come from elsewhere. False: from there it is one too many, and nothing has changed.</summary>
    public bool TryMove(IPAddress? from, IPAddress to)
    {
        lock (_gate)
        {
            if (Counts(to) && _perAddress.GetValueOrDefault(to) >= limits.ConnectionsPerAddress)
                return false;
            Leave(from);
            _all++;
            if (Counts(to))
                _perAddress[to] = _perAddress.GetValueOrDefault(to) + 1;
            return true;
        }
    }

    private bool Counts(IPAddress? address) => address is not null && !_exempt.Contains(address);
}
