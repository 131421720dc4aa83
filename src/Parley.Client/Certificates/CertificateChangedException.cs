namespace Parley.Client;

/// <summary>
/// The server showed another certificate than the pinned one, and no authority vouches for it: either it was renewed, or somebody is in between.
/// Nothing was sent. The client does not reconnect by itself; a person has to compare <see cref="Presented"/> with what the server prints and remove the pin.
/// </summary>
public sealed class CertificateChangedException(ServerAddress address, string pinned, string presented, string pinFile)
    : Exception($"The certificate of {address} has changed. Pinned: {pinned}. Presented: {presented}. If the server's operator confirms it, remove its line from {pinFile}.")
{
    public ServerAddress Address { get; } = address;

    public string Pinned { get; } = pinned;

    public string Presented { get; } = presented;

    /// <summary>The file with the pins, one <c>host:port fingerprint</c> a line.</summary>
    public string PinFile { get; } = pinFile;
}
