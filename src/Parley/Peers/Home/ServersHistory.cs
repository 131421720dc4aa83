using Parley.Client;
using Parley.Contracts;
using Parley.Lan.Placing;
using Parley.Protocol.Peer;

namespace Parley.Host.Peers.Home;

/// <summary>What the server tells of what was written among peers: where it stands there, and what became of it. As it happens, and what happened while this device did not listen.</summary>
internal sealed class ServersHistory(LanNode node, HandingOver handing)
{
    private const int Page = 500;

    /// <summary>So many of a conversation's entries are read back at most: more than the 30 days of most, for which devices keep words.</summary>
    private const int Reach = 10_000;

    /// <summary>By a device that has never heard anything of it: the others know what it has yet to get.</summary>
    private const int FirstReach = 1_000;

    public void See(EntryEvent entry) => Take([entry], from: null);

    /// <summary>Reads what the rooms have that was not heard yet, also those that one is not in now but wrote or read in among peers, and the private conversations that there are there.</summary>
    /// <exception cref="LinkLostException">The rest at the next return.</exception>
    /// <exception cref="ChatException">The rest later: the server can't now.</exception>
    public async Task CatchUpAsync(ParleyClient server, IEnumerable<RoomName> rooms, CancellationToken cancellationToken)
    {
        var with = node.Chat.PrivatelyWith.Select(NameRules.Fold).ToHashSet(StringComparer.Ordinal);
        var heads = await server.ListConversationsAsync(cancellationToken);
        var behind = heads.Conversations.Where(c => with.Contains(NameRules.Fold(c.With)) && node.Server.HeardUpTo(c.Conversation) < c.Head);
        var written = rooms.Union(node.Chat.RoomsWritten);
        foreach (var conversation in written.Select(r => new ReadHistory(Visit: true) { Room = r.Value }).Concat(behind.Select(c => new ReadHistory { To = c.With })))
        {
            try
            {
                await CatchUpAsync(server, conversation, cancellationToken);
            }
            catch (ChatException refused) when (!refused.IsTransient)
            {
                // One may not look into it any more, or it has gone.
            }
        }
    }

    private async Task CatchUpAsync(ParleyClient server, ReadHistory conversation, CancellationToken cancellationToken)
    {
        var last = await server.AskAsync<HistoryPage>(conversation with { Limit = 1 }, cancellationToken);
        var heard = node.Server.HeardUpTo(last.Conversation);
        heard = new Position(Math.Max(heard.Value, last.Head.Value - (heard == Position.None ? FirstReach : Reach)));
        while (heard < last.Head)
        {
            var page = await server.AskAsync<HistoryPage>(conversation with { After = heard.Value, Limit = Page }, cancellationToken);
            if (page.Entries.Count == 0)
                return;
            Take(page.Entries, heard);
            heard = page.Entries[^1].Position;
        }
    }

    private void Take(IReadOnlyList<EntryEvent> said, Position? from)
    {
        foreach (var entry in said)
        {
            IReadOnlyList<Digest> names = Digest.TryParse(entry.Entry, out var hash) ? [hash] : node.Chat.NamesOf(entry);
            foreach (var name in names)
                handing.SeePlaced(name, new ServersPlace(entry.Conversation, entry.Position));
        }
        if (node.Server.Hear(said, from) is { Count: > 0 } changed)
            node.Chat.Corrected(changed);
    }
}
