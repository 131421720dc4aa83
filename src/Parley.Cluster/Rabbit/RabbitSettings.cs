namespace Parley.Cluster.Rabbit;

/// <summary>How to reach the brokers.</summary>
/// <param name="Addresses">Tried in turn: the brokers of one cluster.</param>
public sealed record RabbitSettings(IReadOnlyList<RabbitAddress> Addresses)
{
    /// <summary>Of the names of exchanges and queues; nodes with different prefixes know nothing of each other.</summary>
    public string Prefix { get; init; } = "parley";

    /// <summary>PEM: who may have signed the brokers' certificates. Null: those whom the system trusts.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM: this node's certificate. With it, and no user in the address, the certificate says who logs in (SASL EXTERNAL).</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM, unencrypted: the certificate's key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>After two to three of these without a byte the connection counts as lost.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Frames that wait at the broker for this node; past it the oldest are dropped.</summary>
    public int QueueFrames { get; init; } = 16_384;

    /// <summary>Bytes that wait at the broker for this node; past it the oldest frames are dropped.</summary>
    public long QueueBytes { get; init; } = 64 * 1024 * 1024;
}
