using System.Globalization;
using System.Reflection;
using Parley.Core.Ports;

namespace Parley.Core.Nodes;

/// <summary>What a node says of itself in the claim of its life, which it renews while it runs.</summary>
/// <param name="Host">Name of its machine; null when only its end is known.</param>
/// <param name="Version">Null: of a release that did not say.</param>
/// <param name="Since">When it started, by its own clock.</param>
/// <param name="IsConnected">To the other nodes, when it last said.</param>
/// <param name="IsRetired">It takes nobody in any more.</param>
/// <param name="Until">End of its lease, by the clock of the claims.</param>
public sealed record NodeLife(NodeId Node, string? Host, string? Version, DateTimeOffset? Since, bool IsConnected, bool IsRetired, DateTimeOffset Until)
{
    internal const string Prefix = "node/";

    /// <summary>The whole value of a node that takes nobody in any more; all releases know it.</summary>
    private const string Retired = "retired";

    private const string Connected = "connected";
    private const string Alone = "alone";

    internal static string OwnVersion { get; } =
        (typeof(NodeLife).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];

    /// <summary>The nodes whose lease has not ended, in order of their ids.</summary>
    /// <exception cref="StorageUnavailableException">It can't be known now.</exception>
    public static async Task<IReadOnlyList<NodeLife>> ListAsync(IClaims claims, CancellationToken cancellationToken) =>
        [.. (await claims.ListAsync(Prefix, cancellationToken)).Select(Of)];

    /// <summary>For people: its machine and its id.</summary>
    public override string ToString() => Host is null ? Node.Value : $"{Node} ({Host})";

    internal string ToValue() => IsRetired ? Retired : string.Create(CultureInfo.InvariantCulture, $"{Host} {Version} {Since:yyyy-MM-ddTHH:mm:ssZ} {(IsConnected ? Connected : Alone)}");

    internal static NodeLife Of(Claim claim)
    {
        var node = new NodeId(claim.Key[Prefix.Length..]);
        if (string.Equals(claim.Value, Retired, StringComparison.Ordinal))
            return new(node, Host: null, Version: null, Since: null, IsConnected: false, IsRetired: true, claim.Until);
        var words = claim.Value.Split(' ');
        DateTimeOffset? since = words.Length > 2 && DateTimeOffset.TryParse(words[2], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
        return new(node, words[0], words.ElementAtOrDefault(1), since, words.ElementAtOrDefault(3) is Connected, IsRetired: false, claim.Until);
    }
}
