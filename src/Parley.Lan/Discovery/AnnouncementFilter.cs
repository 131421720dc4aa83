using System.Net;
using Parley.Contracts;
using Parley.Lan.Identity;
using Parley.Protocol.Peer;

namespace Parley.Lan.Discovery;

/// <summary>Which announcements count: of this group, of another device, signed by it, sent about now, and not too many from one address. One caller at a time.</summary>
internal sealed class AnnouncementFilter(Digest group, DeviceId self, TimeProvider time)
{
    /// <summary>Announcements of an address whose signature is looked at, in each <see cref="Window"/>.</summary>
    public const int PerAddress = 10;

    /// <summary>Of all addresses.</summary>
    public const int PerWindow = 500;

    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Dictionary<IPAddress, int> _counts = [];
    private int _all;
    private DateTimeOffset _began;

    /// <returns>Null: it does not count.</returns>
    public Announcement? Pass(ReadOnlySpan<byte> datagram, IPAddress from)
    {
        if (!TryParse(datagram, out var heard) || heard!.Group != group || heard.Key.Id == self || !HasRoom(from))
            return null;
        // Any difference of clocks that entries may have (docs/protocol/peer.md); it only keeps old datagrams from being played for ever.
        var age = time.GetUtcNow().ToUnixTimeMilliseconds() - heard.Sent;
        return Math.Abs(age) <= (long)Replication.HybridClock.MaxAhead.TotalMilliseconds && SignatureCheck.Holds(heard.Key, heard.Signed, heard.Signature) ? heard : null;
    }

    private bool HasRoom(IPAddress from)
    {
        if (time.GetUtcNow() - _began >= Window)
        {
            _counts.Clear();
            (_began, _all) = (time.GetUtcNow(), 0);
        }
        if (_all >= PerWindow)
            return false;
        var count = _counts.GetValueOrDefault(from);
        if (count >= PerAddress)
            return false;
        _counts[from] = count + 1;
        _all++;
        return true;
    }

    private static bool TryParse(ReadOnlySpan<byte> datagram, out Announcement? heard)
    {
        heard = null;
        if (datagram.Length != Announcement.Size)
            return false;
        try
        {
            heard = Announcement.Parse(datagram);
            return true;
        }
        catch (ProtocolException)
        {
            return false;
        }
    }
}
