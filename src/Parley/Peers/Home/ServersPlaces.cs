using Parley.Client;
using Parley.Contracts;
using Parley.Lan.Placing;

namespace Parley.Host.Peers.Home;

/// <summary>The server that a person's client is logged in at.</summary>
internal sealed class ServersPlaces(ParleyClient server) : IPlacingServer
{
    /// <exception cref="LinkLostException">It is out of reach.</exception>
    public async Task<IReadOnlyList<Placement>> HandInAsync(IReadOnlyList<SignedEntry> entries, CancellationToken cancellationToken)
    {
        try
        {
            return (await server.AskAsync<HandedIn>(new HandIn(entries), cancellationToken)).Placements;
        }
        catch (ChatException)
        {
            // It can't now, or the login is not back yet.
            return [];
        }
    }

    /// <exception cref="LinkLostException">It is out of reach.</exception>
    public async Task<int> PostAsync(Post post, CancellationToken cancellationToken)
    {
        try
        {
            await server.AskAsync<Posted>(post, cancellationToken);
            return 0;
        }
        catch (ChatException refused)
        {
            return (int)refused.Code;
        }
    }
}
