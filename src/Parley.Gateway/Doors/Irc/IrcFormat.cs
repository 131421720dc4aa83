using System.Collections.Concurrent;
using Parley.Protocol.Irc;

namespace Parley.Gateway.Doors.Irc;

/// <summary>What changes the bytes of an event that is the same for everybody: clients of one format share them.</summary>
/// <param name="capabilities">Only those that change bytes.</param>
/// <param name="server">The server's name, as source of what it says itself.</param>
internal sealed class IrcFormat(Capability capabilities, string server)
{
    public string Server { get; } = server;

    public bool Has(Capability capability) => (capabilities & capability) != Capability.None;
}

/// <summary>The formats of a server, one object for each. Any thread.</summary>
internal sealed class IrcFormats(string server)
{
    /// <summary>Clients that go through all sets of capabilities must not fill the memory: past it a format is nobody else's.</summary>
    private const int MaxKnown = 1000;

    private const Capability Relevant =
        Capability.ServerTime | Capability.MessageTags | Capability.AccountTag | Capability.Batch | Capability.Multiline | Capability.ExtendedJoin
        | Capability.AwayNotify | Capability.AccountNotify | Capability.ChgHost | Capability.SetName | Capability.MessageRedaction | Capability.InviteNotify
        | Capability.MultiPrefix | Capability.UserhostInNames | Capability.NoImplicitNames | Capability.ReadMarker | Capability.ExtendedMonitor | Capability.Metadata | Capability.Metadata3;

    private readonly ConcurrentDictionary<Capability, IrcFormat> _known = new();

    public IrcFormat Of(Capability capabilities)
    {
        var relevant = capabilities & Relevant;
        if (_known.TryGetValue(relevant, out var known))
            return known;
        var format = new IrcFormat(relevant, server);
        return _known.Count < MaxKnown ? _known.GetOrAdd(relevant, format) : format;
    }
}
