using Parley.Client;
using Parley.Contracts;

namespace Parley.Terminal;

/// <summary>This computer as a device of the person's organisation, among the peers of its network. docs/protocol/peer.md, "Organisations".</summary>
public interface IPeerDevice : IAsyncDisposable
{
    /// <summary>After each login at the server: gets or renews the server's word that the device is the person's, is among the peers from then on, and hands in what the server lacks.</summary>
    /// <param name="placed">Told when all that was written without the server has been dealt with. From any thread.</param>
    /// <returns>Where this device's own door is.</returns>
    /// <exception cref="ChatException">The server refuses, or knows nothing of devices.</exception>
    /// <exception cref="LinkLostException">The server went away meanwhile.</exception>
    /// <exception cref="IOException">The device can't be set up here.</exception>
    Task<ServerAddress> BeginAsync(ParleyClient server, Action<PlacesGiven> placed, CancellationToken cancellationToken);

    /// <summary>While the server is out of reach from the start: is among the peers by what is kept of the last login there.</summary>
    /// <param name="placed">As in <see cref="BeginAsync"/>.</param>
    /// <returns>Where this device's own door is.</returns>
    /// <exception cref="IOException">Nothing is kept, or the device can't be set up here.</exception>
    Task<ServerAddress> ResumeAsync(ParleyClient server, Action<PlacesGiven> placed, CancellationToken cancellationToken);

    /// <summary>The rooms that the server lets anybody into, and this person is in.</summary>
    void Admit(IEnumerable<string> rooms);

    /// <summary>The server has shown an entry: maybe one of the peers, in its place, or what became of one.</summary>
    void See(EntryEvent entry);

    /// <summary>The server has given the entry its place, or refused it for good.</summary>
    bool IsSettled(string entry);
}

/// <summary>What the server made of what was written without it.</summary>
/// <param name="Refused">Messages of this device that have no place, for good.</param>
/// <param name="Code">Why the last of those has none.</param>
/// <param name="To">The room or the person that it was for.</param>
public sealed record PlacesGiven(int Placed, int Refused, int Code, string? To);
