using Parley.Contracts;
using Parley.Protocol.Peer;

namespace Parley.Lan.People;

/// <summary>Which device is whose, as devices have said in entries. Groups differ in what is believed. One caller at a time.</summary>
internal interface IDeviceNames
{
    /// <summary>Null: nothing of the device is shown.</summary>
    string? NameOf(DeviceId device);

    /// <summary>As <see cref="NameOf"/>, also of one that is not shown.</summary>
    string LabelOf(DeviceId device);

    IReadOnlyList<DeviceId> Of(Login name);

    /// <summary>Two devices are one person's, as all devices of the group see it.</summary>
    bool IsSamePerson(DeviceId one, DeviceId other);

    /// <summary>Another device has written an entry that may say whose it is.</summary>
    /// <returns>Null, or the device that is known by that name: this one is refused.</returns>
    /// <exception cref="IOException">It can't be kept.</exception>
    DeviceId? Take(PeerEntry entry);

    /// <summary>The person accepts what was refused under a name.</summary>
    /// <returns>The devices accepted.</returns>
    /// <exception cref="IOException">It can't be kept; nothing was accepted.</exception>
    IReadOnlyList<DeviceId> Accept(Login name);
}
