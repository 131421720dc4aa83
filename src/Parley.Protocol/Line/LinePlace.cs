using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary>Where lines are typed: some commands need a server.</summary>
public enum LinePlace
{
    Server,

    /// <summary>Among peers, where people make rooms.</summary>
    Peers,

    /// <summary>Among the peers of an organisation, whose rooms are its server's.</summary>
    Members,
}

public static class LinePlaces
{
    /// <summary>Capability of a <see cref="Welcome"/>: it is a peer's.</summary>
    public const string Peer = "lan";

    /// <summary>Capability of a peer's: rooms are made there.</summary>
    public const string MakesRooms = "rooms";

    /// <param name="welcome">Of the door that lines are for; null: none that is known.</param>
    public static LinePlace Of(Welcome? welcome) =>
        welcome?.Capabilities.Contains(Peer, StringComparer.Ordinal) != true ? LinePlace.Server
            : welcome.Capabilities.Contains(MakesRooms, StringComparer.Ordinal) ? LinePlace.Peers : LinePlace.Members;
}
