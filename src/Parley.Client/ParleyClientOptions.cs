namespace Parley.Client;

/// <summary>How a <see cref="ParleyClient"/> connects.</summary>
public sealed record ParleyClientOptions
{
    /// <summary>One server, or equal nodes of one chat: they share accounts, tokens, rooms and positions, and a client may go from any to any.</summary>
    public required IReadOnlyList<ServerAddress> Addresses { get; init; }

    /// <summary>
    /// The addresses are several ways to one server, tried in their order; after a lost link the same way comes first, after a wait.
    /// Otherwise they are nodes: shuffled once, so that clients spread over them, and a lost link leads to another node at once.
    /// </summary>
    public bool OneServer { get; init; }

    /// <summary>Language of the server's texts, <c>es</c> or <c>en</c>; null: the server's.</summary>
    public string? Lang { get; init; }

    /// <summary>Name and version of the program, shown in the account's list of tokens.</summary>
    public string Client { get; init; } = "parley-dotnet";

    /// <summary>The file of pinned certificates.</summary>
    public string PinFile { get; init; } = CertificatePins.DefaultPath;

    /// <summary>Sends passwords (in registrations) and tokens over unencrypted TCP to other machines. Logins never send a password, by SCRAM.</summary>
    public bool AllowPlaintextSecrets { get; init; }

    /// <summary>For one attempt at one address, name resolution and TLS included, and then once more for the server's greeting and its time.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Events that may wait for their reader, 400 to 1,000,000. A full queue loses no entries: see <see cref="ParleyClient.ReadEventsAsync"/>.</summary>
    public int EventCapacity { get; init; } = 4096;

    /// <summary>The clock and all timers.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Spreads the attempts to reconnect.</summary>
    public Random Random { get; init; } = Random.Shared;
}
