using System.Net;
using System.Net.Sockets;

namespace Parley.Host.Options;

/// <summary>What one attribute can't say: settings that must fit each other.</summary>
internal static class CrossChecks
{
    /// <summary>Connections with a thread each.</summary>
    public const int MaxThreads = 1000;

    /// <summary>Null when everything fits; else one line for the operator.</summary>
    public static string? Refusal(HostSettings settings, bool allowTestSettings)
    {
        var (chat, tls) = (settings.Chat, settings.Tls);
        if (chat.Accounts.PasswordHash == "cheapest" && !allowTestSettings)
            return "accounts.password-hash: \"cheapest\"; accepted: default, or cheapest together with --allow-test-settings";
        if (settings.Test.Clock is { } clock && !allowTestSettings)
            return $"test.clock: \"{Printable.OneLine(clock)}\"; accepted: only together with --allow-test-settings";
        if (chat.Accounts.MinPassword > chat.Accounts.MaxPassword)
            return $"accounts.min-password: {chat.Accounts.MinPassword}; accepted: at most accounts.max-password, {chat.Accounts.MaxPassword}";
        if (settings.Serve.Io == "threads" && chat.Limits.Connections > MaxThreads)
            return $"limits.connections: {chat.Limits.Connections}; accepted: at most {MaxThreads:N0} with --io threads";
        if (settings.Cluster.Postgres is { } postgres && ClusterAddresses.Postgres(postgres) is null)
            return ClusterAddresses.BadPostgres;
        if (settings.Cluster.Rabbitmq.Count > 0 && ClusterAddresses.Rabbit(settings.Cluster) is null)
            return ClusterAddresses.BadRabbit;
        if (settings.Cluster is { Postgres: null, Rabbitmq.Count: > 0 })
            return "cluster.rabbitmq: given without cluster.postgres; accepted: both, as nodes share one database";
        if (settings.Cluster.Postgres is not null && !chat.History.Enabled)
            return "history.enabled: false; accepted: true with cluster.postgres, where messages are what the nodes share";
        if ((settings.Cluster.RabbitmqCert is null) != (settings.Cluster.RabbitmqKey is null))
            return "cluster.rabbitmq-cert: not given together with cluster.rabbitmq-key; accepted: both, PEM files";
        if ((tls.Cert is null) != (tls.Key is null))
            return tls.Cert is null ? "tls.cert: not given; accepted: a PEM file together with tls.key" : "tls.key: not given; accepted: a PEM file together with tls.cert";
        if (chat.Irc.Opers.FirstOrDefault(oper => oper.Value.Password.Length == 0).Key is { } open)
            return $"irc.opers: \"{Printable.OneLine(open)}\" has no password; accepted: one";
        if (chat.Irc.Webirc.Any(gateway => gateway.Password.Length == 0))
            return "irc.webirc: a gateway has no password; accepted: one";
        return BadNetwork("limits.exempt", chat.Limits.Exempt)
            ?? BadNetwork("irc.proxy-allowed-from", chat.Irc.ProxyAllowedFrom)
            ?? BadNetwork("irc.webirc", chat.Irc.Webirc.SelectMany(gateway => gateway.From))
            ?? BadNetwork("http.trusted-proxies", chat.Http.TrustedProxies)
            ?? BadNetwork("http.webhook-targets", chat.Http.WebhookTargets)
            ?? BadNetwork("metrics.allow", chat.Metrics.Allow);
    }

    public static IEnumerable<string> Warnings(HostSettings settings, bool allowTestSettings)
    {
        if (allowTestSettings)
            yield return "--allow-test-settings: settings that are unsafe outside tests are admitted";
        (string Key, string? Place)[] plain =
        [
            ("listen.line", settings.Listen.Line),
            ("listen.irc", settings.Listen.Irc),
            ("listen.irc-ws", settings.Listen.IrcWs),
            .. settings.Listen.Http.Select(place => ("listen.http", (string?)place)),
        ];
        foreach (var (key, place) in plain)
        {
            if (place is null || !ListenAddress.TryParse(place, out var endPoint) || IPAddress.IsLoopback(endPoint.Address))
                continue;
            yield return settings.Chat.Auth.Plaintext == "loopback"
                ? $"{key}: {place} is open to the network, where passwords in clear are refused (auth.plaintext is loopback); people from other machines log in on the TLS port"
                : $"{key}: {place} is open to the network and passwords cross it in clear (auth.plaintext is {settings.Chat.Auth.Plaintext})";
        }
    }

    private static string? BadNetwork(string key, IEnumerable<string> networks) =>
        networks.FirstOrDefault(network => !IsNetwork(network)) is { } bad
            ? $"{key}: \"{Printable.OneLine(bad)}\"; accepted: IP addresses, networks as ADDRESS/BITS, and unix"
            : null;

    private static bool IsNetwork(string text) => text == "unix" || IPAddress.TryParse(text, out _) || IPNetwork.TryParse(text, out _);
}
