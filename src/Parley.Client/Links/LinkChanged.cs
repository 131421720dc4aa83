using Parley.Contracts;

namespace Parley.Client;

/// <summary>Where the client stands.</summary>
public enum LinkState
{
    /// <summary>Not yet connected.</summary>
    Idle,

    /// <summary>Connected; after a reconnect also logged in, back in its rooms and with its posts sent again.</summary>
    Connected,

    /// <summary>The connection was lost; the client is getting it back by itself.</summary>
    Reconnecting,

    /// <summary>Over for good: closed by us or by the server, or coming back was refused.</summary>
    Closed,
}

/// <summary>Of the client itself, in the stream of events: the link has changed.</summary>
/// <param name="Address">Of the connection; while reconnecting, the other node that is tried next, or null when all have been tried.</param>
/// <param name="Certificate">With TLS, on a new connection.</param>
/// <param name="Problem">Why the last connection or attempt ended, for people; null when connected.</param>
/// <param name="RetryIn">While reconnecting: the wait until the next attempt.</param>
/// <param name="Closing">What the server said when it closed, if it said something.</param>
public sealed record LinkChanged(
    LinkState State,
    ServerAddress? Address = null,
    ServerCertificate? Certificate = null,
    string? Problem = null,
    TimeSpan? RetryIn = null,
    Closing? Closing = null) : Event
{
    /// <summary>What <see cref="Problem"/> is the message of.</summary>
    public Exception? Cause { get; init; }
}

/// <summary>Of the client itself: its reader was too slow and <paramref name="Count"/> passing events (joins, parts) were dropped. Entries never are: they follow from history.</summary>
public sealed record EventsMissed(int Count) : Event;
