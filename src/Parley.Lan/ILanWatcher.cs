using Parley.Lan.Replication;
using Parley.Protocol.Peer;

namespace Parley.Lan;

/// <summary>Is told of what happens among the peers. Calls may come from any thread and must not block; those of one method come one after another.</summary>
public interface ILanWatcher
{
    /// <summary>The history has changed, and durably.</summary>
    void Changed(ReplicaChange change);

    /// <param name="linked">The devices that this one is linked with now.</param>
    void LinksChanged(IReadOnlyCollection<DeviceId> linked);

    /// <summary>Where the person of a linked device is.</summary>
    void PresenceTold(DeviceId device, PeerPresence presence);

    /// <summary>A device did what no honest one does, and is kept out for a while.</summary>
    void Barred(DeviceId device, ByeReason reason);

    /// <summary>The organisation has taken these devices back; that was not known before.</summary>
    void Revoked(IReadOnlyCollection<DeviceId> devices);

    /// <param name="works">False: entries can't be written now, and this device has let go of all links; true: they can again.</param>
    void StoringChanged(bool works);
}
