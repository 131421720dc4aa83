using Parley.Contracts;
using Parley.Lan.Links;
using Parley.Lan.Replication;
using Parley.Protocol.Peer;

namespace Parley.Lan.Organisations;

/// <summary>Whoever's device the organisation's server has signed belongs, until it is taken back. docs/protocol/peer.md, "Organisations". Any thread.</summary>
public sealed class OrganisationGroup : PeerGroup
{
    private readonly OrganisationKey _key;
    private volatile byte[] _statement;

    internal OrganisationGroup(Digest id, OrganisationKey key, ReadOnlyMemory<byte> statement, string? folder) : base(id)
    {
        _key = key;
        (Device, _statement) = (Check(statement), statement.ToArray());
        Revocations = Revocations.Load(key, folder is null ? null : Path.Combine(folder, $"{Revocations.FileName}-{$"{id}"[..16]}"));
    }

    /// <summary>The entry by which others can name this device, whoever carries it to them.</summary>
    internal PeerContent Introduction => new(PeerConversation.Of(NameRules.DefaultRoom), PeerContent.Statement, _statement);

    /// <summary>The device that the statement is of.</summary>
    internal DeviceId Device { get; }

    internal override Revocations Revocations { get; }

    /// <summary>A newer statement of the same device.</summary>
    /// <exception cref="ArgumentException">The organisation has not signed it, or it is of another device.</exception>
    internal void Renew(ReadOnlyMemory<byte> statement)
    {
        if (Check(statement) != Device)
            throw new ArgumentException("The statement is of another device.", nameof(statement));
        _statement = statement.ToArray();
    }

    internal override PeerFrame Show(Meeting meeting) => new PeerStatement(_statement);

    internal override ByeReason? Judge(Meeting meeting, PeerFrame shown, DateTimeOffset now)
    {
        if (shown is not PeerStatement { Signed: var signed } || StatementOf(meeting.Other, signed) is not { } said || said.At - now > HybridClock.MaxAhead || now - said.Until > HybridClock.MaxAhead)
            return ByeReason.Statement;
        return Revocations.Has(meeting.Other) ? ByeReason.Revoked : null;
    }

    internal override PeerContent Introduce(Login name) => Introduction;

    /// <summary>What the organisation says, at whatever time, of whose the device is; null: that is not what it has signed.</summary>
    internal DeviceStatement? StatementOf(DeviceId device, ReadOnlyMemory<byte> signed) =>
        _key.Read(signed) is { IsRevocation: false } said && OrganisationKey.DeviceOf(said) == device ? said : null;

    private DeviceId Check(ReadOnlyMemory<byte> statement) =>
        _key.Read(statement) is { IsRevocation: false } said ? OrganisationKey.DeviceOf(said) : throw new ArgumentException("No statement that the organisation has signed.", nameof(statement));
}
