namespace Parley.Client;

/// <summary>Nobody listens, or nobody answers in time, at any of the addresses.</summary>
public sealed class NoServerException(IReadOnlyList<ServerAddress> addresses, Exception inner)
    : IOException($"No server at {string.Join(", ", addresses)}: {inner.Message}", inner)
{
    /// <summary>All that were tried.</summary>
    public IReadOnlyList<ServerAddress> Addresses => addresses;
}
