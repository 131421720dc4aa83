using Parley.Contracts;
using Parley.Lan.Identity;
using Parley.Lan.Organisations;
using Parley.Protocol.Peer;

namespace Parley.Lan.People;

/// <summary>A device is whose the organisation says, in the newest statement that its log has; one without is not shown.</summary>
internal sealed class StatedNames(OrganisationGroup organisation) : IDeviceNames
{
    private readonly Dictionary<DeviceId, (Login Name, DateTimeOffset At)> _stated = [];

    public string? NameOf(DeviceId device) => _stated.TryGetValue(device, out var stated) ? stated.Name.Value : null;

    public string LabelOf(DeviceId device) => NameOf(device) ?? $"device-{Fingerprint.Of(device)[..4]}";

    public IReadOnlyList<DeviceId> Of(Login name) => [.. _stated.Where(d => d.Value.Name == name).Select(d => d.Key)];

    public bool IsSamePerson(DeviceId one, DeviceId other) => one == other || (_stated.TryGetValue(one, out var first) && _stated.TryGetValue(other, out var second) && first.Name == second.Name);

    public DeviceId? Take(PeerEntry entry)
    {
        if (entry.Content.Kind == PeerContent.Statement && organisation.StatementOf(entry.Author, entry.Content.Body) is { } said && Login.TryParse(said.Login, out var name)
            && (!_stated.TryGetValue(entry.Author, out var before) || before.At <= said.At))
            _stated[entry.Author] = (name, said.At);
        return null;
    }

    /// <summary>Nobody is refused for a name.</summary>
    public IReadOnlyList<DeviceId> Accept(Login name) => [];
}
