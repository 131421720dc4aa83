using Parley.Protocol.Irc;

namespace Parley.Gateway.Doors.Irc;

/// <summary>What changes the bytes of an event that is the same for everybody: equal formats share them.</summary>
/// <param name="Server">The server's name, as source of what it says itself.</param>
internal sealed record IrcFormat(Capability Capabilities, string Server)
{
    private const Capability Relevant =
        Capability.ServerTime | Capability.MessageTags | Capability.AccountTag | Capability.Batch | Capability.Multiline | Capability.ExtendedJoin
        | Capability.AwayNotify | Capability.AccountNotify | Capability.ChgHost | Capability.SetName | Capability.MessageRedaction | Capability.InviteNotify
        | Capability.MultiPrefix | Capability.UserhostInNames | Capability.NoImplicitNames | Capability.ReadMarker | Capability.ExtendedMonitor | Capability.Metadata | Capability.Metadata3;

    public static IrcFormat Of(Capability capabilities, string server) => new(capabilities & Relevant, server);

    public bool Has(Capability capability) => (Capabilities & capability) != Capability.None;
}
