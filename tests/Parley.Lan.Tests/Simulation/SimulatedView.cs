using Parley.Lan.Replication;
using Parley.Protocol.Peer;

namespace Parley.Lan.Tests.Simulation;

/// <summary>What the people at a peer see.</summary>
internal class SimulatedView
{
    private readonly Timeline _timeline = new();

    public virtual IReadOnlyList<PeerEntry> Entries => _timeline.Entries;

    public virtual void Take(ReplicaChange change)
    {
        switch (change)
        {
            case Added added:
                _timeline.Place(added.Entry);
                _timeline.Show();
                break;
            case Replaced replaced:
                _timeline.Replace(replaced.Entry);
                break;
            case Cut cut:
                _timeline.Withdraw(cut.Author, cut.After);
                break;
        }
    }
}

/// <summary>A planted fault: shows in order of arrival.</summary>
internal sealed class ViewByArrival : SimulatedView
{
    private readonly List<PeerEntry> _entries = [];

    public override IReadOnlyList<PeerEntry> Entries => _entries;

    public override void Take(ReplicaChange change)
    {
        if (change is Added added)
            _entries.Add(added.Entry);
    }
}

/// <summary>A planted fault: a merge that drops what comes late.</summary>
internal sealed class ViewThatDrops : SimulatedView
{
    public override void Take(ReplicaChange change)
    {
        if (change is Added { Entry: var entry } && Entries.Count > 0 && entry.Clock < Entries[^1].Clock)
            return;
        base.Take(change);
    }
}

/// <summary>A planted fault: keeps both branches of a fork.</summary>
internal sealed class ViewThatKeepsAll : SimulatedView
{
    public override void Take(ReplicaChange change)
    {
        if (change is Added)
            base.Take(change);
    }
}
