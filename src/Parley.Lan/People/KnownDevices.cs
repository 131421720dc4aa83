using Parley.Contracts;
using Parley.Protocol.Peer;

namespace Parley.Lan.People;

/// <summary>Which device goes by which name: the first that comes with a name has it, and another with the same name, or one that looks like it, is refused until the person accepts it. One caller at a time.</summary>
/// <remarks>Kept in the file <c>known-devices</c>: a line for each device, its id in hexadecimal and the name. At most <see cref="Most"/>.</remarks>
public sealed class KnownDevices
{
    public const string FileName = "known-devices";

    public const int Most = 4096;

    private readonly string? _file;
    private readonly Dictionary<DeviceId, Login> _names = [];
    private readonly Dictionary<DeviceId, Login> _refused = [];

    private KnownDevices(string? file) => _file = file;

    /// <summary>Devices that were refused, with the name that each uses.</summary>
    public IReadOnlyDictionary<DeviceId, Login> Refused => _refused;

    public IReadOnlyDictionary<DeviceId, Login> Names => _names;

    /// <summary>Nothing is kept.</summary>
    public static KnownDevices InMemory() => new(file: null);

    /// <exception cref="IOException">The file can't be read, or a line of it says nothing.</exception>
    public static KnownDevices Load(string folder)
    {
        var known = new KnownDevices(Path.Combine(folder, FileName));
        if (!File.Exists(known._file))
            return known;
        foreach (var line in File.ReadAllLines(known._file).Where(l => l.Length > 0 && l[0] != '#'))
        {
            if (line.Split(' ', 2) is not [var hex, var name] || !TryParse(hex, out var device) || !Login.TryParse(name, out var login))
                throw new IOException($"{known._file}: a line that is no device and name: {line}");
            known._names[device] = login;
        }
        return known;
    }

    /// <summary>The device says that it goes by a name.</summary>
    /// <returns>Null: it does. Else the device known by that name or one that looks like it; this one is refused.</returns>
    public DeviceId? Meet(DeviceId device, Login name)
    {
        if (_names.TryGetValue(device, out var known) && known == name)
            return null;
        if (_names.Where(d => d.Key != device && LooksLike(d.Value, name)).Select(d => (DeviceId?)d.Key).FirstOrDefault() is { } holder)
        {
            if (_refused.Count >= Most)
                return null;
            _refused[device] = name;
            _names.Remove(device);
            return holder;
        }
        if (_names.Count >= Most)
            return null;
        _refused.Remove(device);
        _names[device] = name;
        Save();
        return null;
    }

    /// <summary>The person accepts what was refused under a name.</summary>
    /// <returns>The devices accepted; none: none was refused.</returns>
    /// <exception cref="IOException">It can't be kept; nothing was accepted.</exception>
    public IReadOnlyList<DeviceId> Accept(Login name)
    {
        var devices = _refused.Where(d => LooksLike(d.Value, name)).ToList();
        foreach (var (device, login) in devices)
            _names[device] = login;
        Save();
        foreach (var (device, _) in devices)
            _refused.Remove(device);
        return [.. devices.Select(d => d.Key)];
    }

    /// <summary>The devices that go by a name.</summary>
    public IReadOnlyList<DeviceId> Of(Login name) => [.. _names.Where(d => d.Value == name).Select(d => d.Key)];

    private static bool LooksLike(Login one, Login other) => one == other || string.Equals(Confusables.Skeleton(one), Confusables.Skeleton(other), StringComparison.Ordinal);

    private static bool TryParse(string hex, out DeviceId device)
    {
        var isOne = Digest.TryParse(hex, out var id);
        device = new DeviceId(id);
        return isOne;
    }

    private void Save()
    {
        if (_file is not null)
            OwnersFile.Write(_file, string.Concat(_names.Select(d => $"{d.Key} {d.Value}\n")));
    }
}
