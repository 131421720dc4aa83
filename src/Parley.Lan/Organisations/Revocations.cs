using Parley.Contracts;
using Parley.Protocol.Peer;

namespace Parley.Lan.Organisations;

/// <summary>Devices that the organisation has taken back, with its signed word, so that peers can hand it on. Any thread.</summary>
/// <remarks>Kept in a file for each organisation, <c>revocations-</c> and the group: a line for each in base64. At most <see cref="Most"/>; later ones are not taken.</remarks>
internal sealed class Revocations
{
    public const string FileName = "revocations";

    public const int Most = 4096;

    private readonly Lock _lock = new();
    private readonly OrganisationKey? _key;
    private readonly string? _file;
    private readonly Dictionary<DeviceId, ReadOnlyMemory<byte>> _signed = [];

    private Revocations(OrganisationKey? key, string? file) => (_key, _file) = (key, file);

    /// <summary>Nobody revokes anything.</summary>
    public static Revocations None { get; } = new(key: null, file: null);

    public IReadOnlyList<ReadOnlyMemory<byte>> Signed
    {
        get
        {
            lock (_lock)
                return [.. _signed.Values];
        }
    }

    public IReadOnlyList<DeviceId> Devices
    {
        get
        {
            lock (_lock)
                return [.. _signed.Keys];
        }
    }

    /// <param name="file">Null: nothing is kept.</param>
    /// <exception cref="IOException">The file can't be read, or a line of it is none of this organisation: a device that was taken back would be let in.</exception>
    public static Revocations Load(OrganisationKey key, string? file)
    {
        var known = new Revocations(key, file);
        if (!File.Exists(file))
            return known;
        var bytes = new byte[PeerLimits.StatementBytes];
        foreach (var line in File.ReadAllLines(file))
        {
            if (!Convert.TryFromBase64String(line, bytes, out var length) || !known.Take(bytes.AsMemory(0, length).ToArray(), out _))
                throw new IOException($"{file}: a line that is no revocation of this organisation");
        }
        return known;
    }

    public bool Has(DeviceId device)
    {
        lock (_lock)
            return _signed.ContainsKey(device);
    }

    /// <param name="device">The device that was not known to be revoked; null: it was, or there are as many as are kept.</param>
    /// <returns>False: no revocation, or another has signed it.</returns>
    public bool Take(ReadOnlyMemory<byte> signed, out DeviceId? device)
    {
        device = null;
        if (DeviceStatement.TryParse(signed.Span) is not { IsRevocation: true } said)
            return false;
        var id = OrganisationKey.DeviceOf(said);
        // Those that are known come again with every link.
        if (Has(id))
            return true;
        if (_key?.Read(signed) is null)
            return false;
        lock (_lock)
        {
            if (_signed.Count < Most && _signed.TryAdd(id, signed))
                device = id;
        }
        return true;
    }

    /// <exception cref="IOException">It can't be written; they are known until this device ends.</exception>
    public void Save()
    {
        if (_file is null)
            return;
        lock (_lock)
            OwnersFile.Write(_file, string.Concat(_signed.Values.Select(s => $"{Convert.ToBase64String(s.Span)}\n")));
    }
}
