namespace Parley.Client;

/// <summary>At all of the addresses nobody listens, nobody answers in time, or the connection ends without a word.</summary>
public sealed class NoServerException(IReadOnlyList<ServerAddress> addresses, Exception inner)
    : IOException($"No server at {string.Join(", ", addresses)}: {inner.Message}", inner)
{
    /// <summary>All that were tried.</summary>
    public IReadOnlyList<ServerAddress> Addresses => addresses;
}
