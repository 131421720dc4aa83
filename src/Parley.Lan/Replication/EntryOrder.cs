using Parley.Protocol.Peer;

namespace Parley.Lan.Replication;

/// <summary>The order that is everybody's: by clock, author, number.</summary>
public sealed class EntryOrder : IComparer<PeerEntry>
{
    public static readonly EntryOrder Instance = new();

    private EntryOrder()
    {
    }

    public int Compare(PeerEntry? x, PeerEntry? y)
    {
        var order = x!.Clock.CompareTo(y!.Clock);
        if (order == 0)
            order = x.Author.CompareTo(y.Author);
        return order != 0 ? order : x.Number.CompareTo(y.Number);
    }
}
