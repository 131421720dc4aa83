using Npgsql;
using Parley.Cluster.Rabbit;

namespace Parley.Host.Options;

/// <summary>Where the engines of a cluster are, as operators write it.</summary>
internal static class ClusterAddresses
{
    /// <summary>Refusals, which quote nothing: it may hold the password.</summary>
    public const string BadPostgres = "cluster.postgres: can't be read; encode @ and / in the password as %40 and %2F; accepted: postgres://user:password@host:port/database, or Host=…;Username=…;Password=…;Database=…";

    public const string BadRabbit = "cluster.rabbitmq: can't be read; encode @ and / in the password as %40 and %2F; accepted: amqp://user:password@host:port/vhost, or amqps:// for TLS";

    /// <summary>As Npgsql reads it, from <c>postgres://user:password@host:port/database</c> (percent-encoded where it must be; more hosts with commas between) or from that form itself. Null: neither.</summary>
    public static string? Postgres(string text)
    {
        if (!text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase))
            return text.Contains('=', StringComparison.Ordinal) ? text : null;
        if (!IsPlain(text))
            return null;
        // A URI has one host: several are taken out, and given to Npgsql as they are.
        var several = HostsOf(text) is var hosts && hosts.Contains(',', StringComparison.Ordinal) ? hosts : null;
        if (!Uri.TryCreate(several is null ? text : text.Replace(several, "several", StringComparison.Ordinal), UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            return null;
        var settings = new NpgsqlConnectionStringBuilder { Host = several ?? uri.IdnHost };
        if (uri.Port > 0)
            settings.Port = uri.Port;
        if (uri.AbsolutePath.Trim('/') is { Length: > 0 } database)
            settings.Database = Uri.UnescapeDataString(database);
        var (user, password) = (uri.UserInfo, (string?)null);
        if (user.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0)
            (user, password) = (user[..colon], user[(colon + 1)..]);
        if (user.Length > 0)
            settings.Username = Uri.UnescapeDataString(user);
        if (password is not null)
            settings.Password = Uri.UnescapeDataString(password);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 ? (pair[..equals], Uri.UnescapeDataString(pair[(equals + 1)..])) : (pair, "");
            if (!TrySet(settings, name, value))
                return null;
        }
        return settings.ConnectionString;
    }

    /// <summary>Null when one of them is none.</summary>
    public static RabbitSettings? Rabbit(ClusterSettings settings)
    {
        var addresses = new List<RabbitAddress>();
        foreach (var text in settings.Rabbitmq)
        {
            if (!IsPlain(text) || !RabbitAddress.TryParse(text, out var address))
                return null;
            addresses.Add(address);
        }
        return new RabbitSettings(addresses) { CaFile = settings.RabbitmqCa, CertificateFile = settings.RabbitmqCert, KeyFile = settings.RabbitmqKey };
    }

    /// <summary>Host and database, for people.</summary>
    public static string Place(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection);
        return $"{settings.Host}/{settings.Database ?? settings.Username ?? "parley"}";
    }

    /// <summary>False when a part of the password could pass for the host: there is one @, before the host.</summary>
    private static bool IsPlain(string text) =>
        text.Contains("://", StringComparison.Ordinal) && text.LastIndexOf('@') <= text.Length - AfterAuthority(text).Length && text.IndexOf('@', StringComparison.Ordinal) == text.LastIndexOf('@') && !text.Contains('#', StringComparison.Ordinal);

    private static string HostsOf(string text)
    {
        var authority = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..^AfterAuthority(text).Length];
        return authority[(authority.IndexOf('@', StringComparison.Ordinal) + 1)..];
    }

    /// <summary>The path, with its slash, and the query.</summary>
    private static string AfterAuthority(string text)
    {
        var begin = text.IndexOf("://", StringComparison.Ordinal) + 3;
        return text.AsSpan(begin).IndexOfAny('/', '?') is var length and >= 0 ? text[(begin + length)..] : "";
    }

    /// <summary>libpq's names of parameters, which URIs have, and Npgsql's.</summary>
    private static bool TrySet(NpgsqlConnectionStringBuilder settings, string name, string value)
    {
        var key = name switch
        {
            "sslmode" => "SSL Mode",
            "sslrootcert" => "Root Certificate",
            "sslcert" => "SSL Certificate",
            "sslkey" => "SSL Key",
            _ => name,
        };
        try
        {
            settings[key] = key == "SSL Mode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
            return true;
        }
        catch (Exception e) when (e is ArgumentException or KeyNotFoundException or FormatException)
        {
            return false;
        }
    }
}
