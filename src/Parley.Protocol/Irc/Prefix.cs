namespace Parley.Protocol.Irc;

/// <summary>Where a message comes from: <c>nick!user@host</c>, <c>nick@host</c>, <c>nick</c> or a server's name. RFC 1459, 2.3.1.</summary>
public sealed record Prefix(string Nick, string? User = null, string? Host = null)
{
    public static Prefix Parse(string text)
    {
        var at = text.IndexOf('@');
        var host = at < 0 ? null : text[(at + 1)..];
        var left = at < 0 ? text : text[..at];
        var bang = left.IndexOf('!');
        return bang < 0 ? new Prefix(left, Host: host) : new Prefix(left[..bang], left[(bang + 1)..], host);
    }

    public override string ToString() => Nick + (User is null ? "" : "!" + User) + (Host is null ? "" : "@" + Host);
}
