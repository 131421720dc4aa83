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
    public async Task<Placement> WriteAsync(string entry, ConversationCommand said, CancellationToken cancellationToken)
    {
        try
        {
            var posted = await server.AskAsync<Posted>(said, cancellationToken);
            return new Placement(entry, posted.Conversation, posted.Position, posted.Time, posted.Duplicate);
        }
        catch (ChatException refused)
        {
            return new Placement(entry, Code: (int)refused.Code);
        }
    }
}
