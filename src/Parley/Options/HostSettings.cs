using System.ComponentModel.DataAnnotations;
using Parley.Core.Settings;

namespace Parley.Host.Options;

/// <summary>The whole tree of settings. A key is <c>section.name</c> in kebab-case; docs/operating.md lists them all.</summary>
/// <remarks>One instance lives as long as the server: SIGHUP writes new values into it, so read a setting where it is used. Every value is a single word or reference.</remarks>
internal sealed class HostSettings
{
    public ServeSettings Serve { get; } = new();

    public ListenSettings Listen { get; } = new();

    public TlsSettings Tls { get; } = new();

    public LogSettings Log { get; } = new();

    public ClusterSettings Cluster { get; } = new();

    public OtelSettings Otel { get; } = new();

    public TestSettings Test { get; } = new();

    public ChatSettings Chat { get; } = new();
}

/// <summary>A change of this key, or of any key of this section, takes effect at the next start.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
internal sealed class NeedsRestartAttribute : Attribute;

internal sealed class ServeSettings
{
    /// <summary><c>--data</c>: where everything is kept; null: the platform's data folder.</summary>
    [NeedsRestart]
    public string? Data { get; set; }

    /// <summary><c>--profile</c>: a set of defaults.</summary>
    [AllowedValues("standard", "classic")]
    [NeedsRestart]
    public string Profile { get; set; } = "standard";

    /// <summary><c>--lang</c>: the language of people who have not chosen one; es in the classic profile.</summary>
    [AllowedValues("en", "es")]
    [NeedsRestart]
    public string Lang { get; set; } = "en";

    /// <summary><c>--io</c>: asynchronous sockets, or a thread for each connection (at most 1,000).</summary>
    [AllowedValues("async", "threads")]
    [NeedsRestart]
    public string Io { get; set; } = "async";

    /// <summary>Seconds that clients have to read what waits for them when the server stops.</summary>
    [Range(0, 600)]
    public int DrainSeconds { get; set; }
}

/// <summary>Null: not asked for. With all of them null the default listeners open.</summary>
[NeedsRestart]
internal sealed class ListenSettings
{
    [ListenAddressText]
    public string? Line { get; set; }

    [ListenAddressText]
    public string? LineTls { get; set; }

    [ListenAddressText]
    public string? Irc { get; set; }

    [ListenAddressText]
    public string? IrcTls { get; set; }

    [ListenAddressText]
    public string? IrcWs { get; set; }

    [ListenAddressText]
    public string? IrcWss { get; set; }

    [ListenAddressText]
    public IReadOnlyList<string> Http { get; set; } = [];

    [ListenAddressText]
    public IReadOnlyList<string> Https { get; set; } = [];

    /// <summary>The key and value page alone, also at the root.</summary>
    [ListenAddressText]
    public string? Imserver { get; set; }

    public string? Unix { get; set; }

    public bool Any => (Line ?? LineTls ?? Irc ?? IrcTls ?? IrcWs ?? IrcWss ?? Imserver ?? Unix) is not null || Http.Count + Https.Count > 0;
}

/// <summary>PEM files; both null: a self-signed certificate kept in the data directory. SIGHUP reads the files again.</summary>
[NeedsRestart]
internal sealed class TlsSettings
{
    public string? Cert { get; set; }

    public string? Key { get; set; }
}

/// <summary>One node of many: PostgreSQL in place of the embedded store, and RabbitMQ between the nodes. The data folder keeps what belongs to this node alone: certificate, control socket.</summary>
[NeedsRestart]
internal sealed class ClusterSettings
{
    /// <summary><c>--postgres</c>: the database, as <c>postgres://user:password@host:port/database</c> or as Npgsql's <c>Host=…;Username=…</c>; null: the embedded store.</summary>
    public string? Postgres { get; set; }

    /// <summary><c>--rabbitmq</c>: brokers of one cluster, each <c>amqp[s]://user:password@host:port/vhost</c>; none: this is the only node.</summary>
    public IReadOnlyList<string> Rabbitmq { get; set; } = [];

    /// <summary>PEM file of whoever issued the brokers' certificate; null: whom the system trusts.</summary>
    public string? RabbitmqCa { get; set; }

    /// <summary>PEM files to show the brokers who we are.</summary>
    public string? RabbitmqCert { get; set; }

    public string? RabbitmqKey { get; set; }
}

/// <summary>Figures by OTLP, the protocol of OpenTelemetry. The variables <c>OTEL_*</c> of its specification hold for what is not set here.</summary>
[NeedsRestart]
internal sealed class OtelSettings
{
    /// <summary>The collector, as <c>http://127.0.0.1:4318</c>; null: nothing is sent, and nothing of OpenTelemetry is loaded.</summary>
    [CollectorText]
    public string? Endpoint { get; set; }

    /// <summary>OTLP over HTTP (usually port 4318), or gRPC (4317).</summary>
    [AllowedValues("http", "grpc")]
    public string Protocol { get; set; } = "http";

    /// <summary>Seconds between two reports.</summary>
    [Range(1, 3600)]
    public int Interval { get; set; } = 60;
}

/// <summary>Refused without <c>--allow-test-settings</c>.</summary>
[NeedsRestart]
internal sealed class TestSettings
{
    /// <summary>A clock that starts elsewhere and runs at another speed, as <see cref="ClockShift"/> reads it; null: the real one.</summary>
    [ClockShiftText]
    public string? Clock { get; set; }
}

internal sealed class LogSettings
{
    [AllowedValues("trace", "debug", "info", "warning", "error")]
    public string Level { get; set; } = "info";

    [AllowedValues("text", "json")]
    [NeedsRestart]
    public string Format { get; set; } = "text";

    /// <summary>Also written to this file; null: standard error only.</summary>
    [NeedsRestart]
    public string? File { get; set; }

    /// <summary>Bytes after which the file is turned over.</summary>
    [Range(64 * 1024, int.MaxValue)]
    [NeedsRestart]
    public int FileSize { get; set; } = 16 * 1024 * 1024;

    /// <summary>Files kept, the current one included.</summary>
    [Range(1, 1000)]
    [NeedsRestart]
    public int Files { get; set; } = 5;
}
