namespace Parley.Terminal;

/// <summary>What <c>parley chat</c> was asked for.</summary>
public sealed record ChatOptions
{
    /// <summary>One server or the nodes of a cluster, each <c>HOST[:PORT]</c>, <c>tls:…</c>, <c>tcp:…</c> or <c>unix:PATH</c>, or several with commas between; empty: the server on this machine.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    public string? Login { get; init; }

    /// <summary>The room to enter first; null: the default room.</summary>
    public string? Room { get; init; }

    /// <summary>With whom to take turns, and nothing else; null: chat.</summary>
    public string? Partner { get; init; }

    /// <summary>Lines in, lines out. Also chosen when standard input or output is no terminal, or one without cursor control.</summary>
    public bool Plain { get; init; }

    /// <summary>The address is of the peer that runs in this program, and nobody has to log in; null: it is a server's.</summary>
    public OwnPeer? OwnPeer { get; init; }

    /// <summary>Makes this computer a device among peers, so that the chat goes on without the server; null: it does not.</summary>
    public IPeerDevices? Devices { get; init; }

    /// <summary><c>en</c>, <c>es</c>, or null: the locale's.</summary>
    public string? Lang { get; init; }
}

/// <summary>A peer among the others of its group.</summary>
/// <param name="Group">As the bar shows it.</param>
/// <param name="Card">What to know at the start, a line each.</param>
public sealed record OwnPeer(string Group, IReadOnlyList<string> Card);
