namespace Parley.Client;

/// <summary>A password or token would have gone in clear over a network; nothing was sent. Use TLS, or set <see cref="ParleyClientOptions.AllowPlaintextSecrets"/>.</summary>
public sealed class UnshelteredLinkException(ServerAddress address)
    : Exception($"{address} is not encrypted: no password or token is sent there.")
{
    public ServerAddress Address { get; } = address;
}
