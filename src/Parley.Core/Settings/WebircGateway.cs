namespace Parley.Core.Settings;

/// <summary>A web gateway that may tell its users' addresses: https://ircv3.net/specs/extensions/webirc.</summary>
/// <param name="Password">In clear, as the configuration has it.</param>
/// <param name="From">Addresses and networks (CIDR) that the gateway connects from; <c>unix</c> is the Unix socket.</param>
public sealed record WebircGateway(string Password, IReadOnlyList<string> From)
{
    public bool Equals(WebircGateway? other) => other is not null && Password == other.Password && From.SequenceEqual(other.From, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Password, From.Count);

    /// <summary>Without the password, as texts go to logs.</summary>
    public override string ToString() => $"from {string.Join(',', From)}";
}
