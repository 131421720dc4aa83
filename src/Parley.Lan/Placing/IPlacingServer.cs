using Parley.Contracts;

namespace Parley.Lan.Placing;

/// <summary>The organisation's server, when it is in reach. Its refusals come as codes, that it is out of reach as an exception of the caller's choice.</summary>
public interface IPlacingServer
{
    /// <summary>Hands entries of rooms in.</summary>
    /// <param name="entries">At most <see cref="Limits.HandInEntries"/>, in the peers' order.</param>
    /// <returns>A placement for each; fewer: none of the others was dealt with.</returns>
    Task<IReadOnlyList<Placement>> HandInAsync(IReadOnlyList<SignedEntry> entries, CancellationToken cancellationToken);

    /// <summary>Writes what this device's person wrote to another in private; under its id, so that again changes nothing.</summary>
    /// <param name="entry">What it is called among the peers.</param>
    /// <param name="said">A <see cref="Post"/>, or what is said of one.</param>
    Task<Placement> WriteAsync(string entry, ConversationCommand said, CancellationToken cancellationToken);
}
