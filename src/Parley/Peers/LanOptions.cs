using System.Net;
using Parley.Contracts;
using Parley.Host.Options;
using Parley.Host.Peers.Home;

namespace Parley.Host.Peers;

/// <summary>What <c>parley lan</c> was asked for.</summary>
internal sealed record LanOptions
{
    /// <summary>The group's name; whoever has the same name, and the same phrase if there is one, is in it. Of an organisation's group: its server's address.</summary>
    public required string Group { get; init; }

    /// <summary>By which this computer is in an organisation's group; null: another group.</summary>
    public Membership? Membership { get; init; }

    /// <summary>Null: anybody on the network belongs.</summary>
    public string? Phrase { get; init; }

    public required Login Name { get; init; }

    /// <summary>The folder of the key, the known devices and the entries.</summary>
    public required string Folder { get; init; }

    public IReadOnlyList<DnsEndPoint> Peers { get; init; } = [];

    /// <summary>Where links are taken; null: port 7677, or any that is free when that is taken.</summary>
    public int? LinkPort { get; init; }

    /// <summary>The local door on loopback; null: port 7010, or any that is free when that is taken.</summary>
    public int? DoorPort { get; init; }

    /// <summary>What was said goes from this device after so long, <see cref="Lan.Replication.Keeping.Least"/> at least; null: as usual for the group.</summary>
    public TimeSpan? KeepFor { get; init; }

    /// <summary>No announcements; only peers that were given, and those they tell of.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Only serve: no terminal client on standard input.</summary>
    public bool HasNoTerminal { get; init; }

    public bool IsPlain { get; init; }

    /// <summary><c>es</c> or <c>en</c>.</summary>
    public required string Lang { get; init; }

    /// <summary><c>lan</c> beside a server's data, so that both may run.</summary>
    /// <exception cref="RefusedStartException">None was given and the user has no home.</exception>
    public static string FolderIn(string? data) => Path.Combine(DataDirectory.Locate(new ServeSettings { Data = data }, Environment.GetEnvironmentVariable), "lan");

    /// <summary>Who says no name goes by that of the account and of the machine: pupils' accounts are often called the same on all.</summary>
    /// <exception cref="RefusedStartException">Not a name.</exception>
    public static Login NameOf(string? given)
    {
        if (given is not null)
            return Login.TryParse(given, out var login) && !NameRules.IsReserved(login) ? login : throw new RefusedStartException($"--name: \"{Printable.OneLine(given)}\"; accepted: 1 to 32 letters, digits, _ - .");
        var usual = string.Concat($"{Environment.UserName}-{Environment.MachineName.Split('.')[0]}".Where(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.').Take(Login.MaxLength));
        return Login.TryParse(usual, out var name) && !NameRules.IsReserved(name) ? name : throw new RefusedStartException("--name: not given, and this account and machine make none; accepted: 1 to 32 letters, digits, _ - .");
    }

    /// <exception cref="RefusedStartException">Not an address and port.</exception>
    public static DnsEndPoint PeerOf(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text[(colon + 1)..], out var port) && port is > 0 and <= IPEndPoint.MaxPort
            ? new DnsEndPoint(text[..colon].Trim('[', ']'), port)
            : throw new RefusedStartException($"--peer: \"{Printable.OneLine(text)}\"; accepted: HOST:PORT");
    }
}
