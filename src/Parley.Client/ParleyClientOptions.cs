namespace Parley.Client;

/// <summary>How a <see cref="ParleyClient"/> connects.</summary>
public sealed record ParleyClientOptions
{
    /// <summary>One server, or the nodes of a cluster; tried in this order, from the one after the last that failed.</summary>
    public required IReadOnlyList<ServerAddress> Addresses { get; init; }

    /// <summary>Language of the server's texts, <c>es</c> or <c>en</c>; null: the server's.</summary>
    public string? Lang { get; init; }

    /// <summary>Name and version of the program, shown in the account's list of tokens.</summary>
    public string Client { get; init; } = "parley-dotnet";

    /// <summary>The file of pinned certificates.</summary>
    public string PinFile { get; init; } = CertificatePins.DefaultPath;

    /// <summary>Sends passwords (in registrations) and tokens over unencrypted TCP to other machines. Logins never send a password, by SCRAM.</summary>
    public bool AllowPlaintextSecrets { get; init; }

    /// <summary>For one attempt at one address, name resolution and TLS included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Events that may wait for their reader, 400 to 1,000,000. A full queue loses no entries: see <see cref="ParleyClient.ReadEventsAsync"/>.</summary>
    public int EventCapacity { get; init; } = 4096;

    /// <summary>The clock and all timers.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Spreads the attempts to reconnect.</summary>
    public Random Random { get; init; } = Random.Shared;
}
