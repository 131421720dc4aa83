using System.Net;

namespace Parley.BlackBox.Harness;

/// <summary>What the server says once it listens: <c>parley: ready line=127.0.0.1:7000 line-tls=[::]:7443 unix=/path</c>.</summary>
public sealed record ReadyLine(IReadOnlyDictionary<string, string> Doors)
{
    private const string Start = "parley: ready";

    /// <summary>Null for any other line of output.</summary>
    public static ReadyLine? TryParse(string line)
    {
        if (!line.StartsWith(Start, StringComparison.Ordinal))
            return null;
        var doors = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in line[Start.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                doors[word[..equals]] = word[(equals + 1)..];
        }
        return new ReadyLine(doors);
    }

    /// <summary>The address of a door; one that listens everywhere is reached on loopback.</summary>
    public IPEndPoint EndPoint(string door)
    {
        var end = IPEndPoint.Parse(Doors.TryGetValue(door, out var text) ? text : throw new InvalidOperationException($"the server opened no {door}"));
        if (end.Address.Equals(IPAddress.Any))
            return new IPEndPoint(IPAddress.Loopback, end.Port);
        return end.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.IPv6Loopback, end.Port) : end;
    }
}
