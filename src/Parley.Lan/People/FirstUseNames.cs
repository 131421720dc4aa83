using System.Text;
using Parley.Contracts;
using Parley.Lan.Identity;
using Parley.Protocol.Peer;

namespace Parley.Lan.People;

/// <summary>A device goes by the name it introduces itself with, if it was the first with that name.</summary>
internal sealed class FirstUseNames(KnownDevices known) : IDeviceNames
{
    public string? NameOf(DeviceId device)
    {
        if (known.Names.TryGetValue(device, out var name))
            return name.Value;
        return known.Refused.ContainsKey(device) ? null : $"device-{Fingerprint.Of(device)[..4]}";
    }

    public string LabelOf(DeviceId device) => NameOf(device) ?? known.Refused[device].Value;

    public IReadOnlyList<DeviceId> Of(Login name) => known.Of(name);

    /// <summary>Whom a name belongs to each device decides for itself, so a person is one device.</summary>
    public bool IsSamePerson(DeviceId one, DeviceId other) => one == other;

    public DeviceId? Take(PeerEntry entry)
    {
        if (entry.Content.Kind != PeerContent.Introduction || !Login.TryParse(Encoding.UTF8.GetString(entry.Content.Body.Span), out var name) || NameRules.IsReserved(name))
            return null;
        return known.Meet(entry.Author, name);
    }

    public IReadOnlyList<DeviceId> Accept(Login name) => known.Accept(name);
}
