using Parley.Lan;
using Parley.Lan.Placing;
using Parley.Lan.Replication;
using Parley.Protocol.Peer;

namespace Parley.Host.Peers.Home;

/// <summary>Tells the chat what happens among the peers, and what there is to hand in.</summary>
internal sealed class HandingWatcher(ILanWatcher chat, HandingOver handing, Action added) : ILanWatcher
{
    public void Changed(ReplicaChange change)
    {
        handing.Add(change);
        chat.Changed(change);
        if (change is Added)
            added();
    }

    public void LinksChanged(IReadOnlyCollection<DeviceId> linked) => chat.LinksChanged(linked);

    public void PresenceTold(DeviceId device, PeerPresence presence) => chat.PresenceTold(device, presence);

    public void Barred(DeviceId device, ByeReason reason) => chat.Barred(device, reason);

    public void Revoked(IReadOnlyCollection<DeviceId> devices) => chat.Revoked(devices);

    public void StoringChanged(bool works) => chat.StoringChanged(works);
}
