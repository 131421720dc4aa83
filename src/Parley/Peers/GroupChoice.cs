using Parley.Contracts;
using Parley.Host.Options;
using Parley.Host.Peers.Home;

namespace Parley.Host.Peers;

/// <summary>Which group <c>parley lan</c> is for: the one that was named, or the organisation that this computer was last logged in at, or the usual open one.</summary>
internal sealed record GroupChoice(string? Group, string? Phrase, string? Server, string? Name, string? Data)
{
    private const string UsualGroup = "parley";

    /// <param name="known">All that this computer has, the last said first.</param>
    /// <exception cref="RefusedStartException">In one line, why not.</exception>
    public LanOptions Options(IReadOnlyList<Membership> known, DateTimeOffset now, string lang) =>
        MembershipAmong(known, now) is { } membership
            ? new LanOptions { Group = AddressOf(membership), Membership = membership, Name = NameOf(membership), Folder = membership.Folder, Lang = lang }
            : new LanOptions { Group = Group ?? UsualGroup, Phrase = Phrase, Name = LanOptions.NameOf(Name), Folder = LanOptions.FolderIn(Data), Lang = lang };

    private Membership? MembershipAmong(IReadOnlyList<Membership> known, DateTimeOffset now)
    {
        if (Group is not null && string.IsNullOrWhiteSpace(Group))
            throw new RefusedStartException("--group: empty; accepted: a name, the same on all devices of the group");
        if (Group is not null || Phrase is not null)
            return Server is null ? null : throw new RefusedStartException("--server: its organisation is a group by itself; accepted: without --group and --passphrase");
        var newest = known.FirstOrDefault(m => Server is null || IsAt(m, Server));
        if (newest is null)
            return Server is null ? null : throw new RefusedStartException($"--server: \"{Printable.OneLine(Server)}\" is none that parley chat was logged in at from here; accepted: {(known.Count == 0 ? "another group, by --group" : string.Join(", ", known.Select(AddressOf).Distinct(StringComparer.Ordinal)))}");
        if (newest.Said.Until <= now)
            throw new RefusedStartException($"the login of {newest.Said.Login} at {AddressOf(newest)} was too long ago, it held until {newest.Said.Until.ToLocalTime():yyyy-MM-dd}; accepted: parley chat there once, or --group NAME for another group");
        var one = newest.Devices(known, now).First();
        return Data is null ? one : throw new RefusedStartException($"--data: what is written among the peers of {AddressOf(one)} is with that of parley chat; accepted: without it, or --group NAME for another group");
    }

    private Login NameOf(Membership membership)
    {
        var login = LanOptions.NameOf(membership.Said.Login);
        return Name is null || NameRules.Fold(Name) == NameRules.Fold(login.Value) ? login : throw new RefusedStartException($"--name: among the peers of {AddressOf(membership)} you are {login}; accepted: without it, or --group NAME for another group");
    }

    private static string AddressOf(Membership membership) => membership.Servers.Count > 0 ? $"{membership.Servers[0]}" : membership.Group;

    /// <summary>By host alone, or as it is named to <c>parley chat</c>.</summary>
    private static bool IsAt(Membership membership, string server) =>
        membership.Servers.Any(s => string.Equals(s.Host, server, StringComparison.OrdinalIgnoreCase) || (Client.ServerAddress.TryParse(server, out var named) && s == named));
}
