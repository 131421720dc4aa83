using System.Net;
using Parley.Contracts;
using Parley.Lan;
using Parley.Lan.Chat;
using Parley.Lan.Identity;
using Parley.Lan.Links;
using Parley.Lan.People;
using Parley.Lan.Placing;
using Parley.Lan.Replication;
using Parley.Protocol.Peer;

namespace Parley.Host.Peers;

/// <summary>What a device among peers is made of.</summary>
/// <param name="Folder">Its own; nobody else may have it at the same time.</param>
/// <param name="Known">Null in an organisation's group.</param>
internal sealed record LanNodeParts(string Folder, DeviceKey Device, PeerGroup Group, Login Name, KnownDevices? Known)
{
    /// <summary>Of a device that an organisation's server has signed.</summary>
    /// <param name="statement">The newest, with its signature.</param>
    /// <param name="lang">As <see cref="Lang"/>.</param>
    /// <exception cref="IOException">The statement can't be read, or it is of another device; or the file of revocations can't be used.</exception>
    /// <exception cref="ArgumentException">Whom it names has not signed it.</exception>
    public static LanNodeParts OfOrganisation(string folder, DeviceKey device, ReadOnlyMemory<byte> statement, string lang)
    {
        if (DeviceStatement.TryParse(statement.Span) is not { } said || !Login.TryParse(said.Login, out var name))
            throw new IOException("The server's statement can't be read.");
        if (new DeviceId(new Digest(said.Device.Span)) != device.Id)
            throw new IOException("The server's statement is of another device.");
        var parts = new LanNodeParts(folder, device, PeerGroup.Organisation(said.Organisation, statement, folder), name, Known: null) { Lang = lang };
        var settled = SettledEntries.Load(folder, parts.GroupName);
        return parts with { Server = ServersWords.Load(folder, parts.GroupName, settled), Keep = new Keeping(UsualKeeping, entry => settled.Contains(entry.Name) || !HandingOver.IsForServer(entry, device.Id)) };
    }

    /// <summary>What the server has is kept there; here only for those who come back to it later.</summary>
    public static readonly TimeSpan UsualKeeping = TimeSpan.FromDays(30);

    /// <summary>In names of files.</summary>
    public string GroupName => $"{Group.Id}"[..16];

    public IReadOnlyList<DnsEndPoint> Peers { get; init; } = [];

    /// <summary>Null: the usual one, or any that is free.</summary>
    public int? LinkPort { get; init; }

    /// <summary>On loopback; null: the usual one, or any that is free.</summary>
    public int? DoorPort { get; init; }

    public bool IsQuiet { get; init; }

    /// <summary><c>es</c> or <c>en</c>.</summary>
    public required string Lang { get; init; }

    /// <summary>Null: what was said is kept for ever.</summary>
    public Keeping? Keep { get; init; }

    /// <summary>What the organisation's server has dealt with, and says of it by now.</summary>
    public ServersWords Server { get; init; } = ServersWords.InMemory(SettledEntries.InMemory());

    /// <summary>Who is told of what happens besides the chat, which it passes it on to; null: only the chat.</summary>
    public Func<LanChat, IPeerLog, CancellationToken, Task<ILanWatcher>>? Watch { get; init; }
}
