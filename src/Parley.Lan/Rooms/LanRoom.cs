using System.Text;
using Parley.Contracts;
using Parley.Lan.Placing;
using Parley.Lan.Replication;
using Parley.Protocol.Peer;

namespace Parley.Lan.Rooms;

/// <summary>A room without a server: no one numbers and decides, so it follows from its entries, on every device in the same way. One caller at a time.</summary>
/// <remarks>Somebody makes it, somebody who made it ends it; whoever makes it while it is open is an owner too, which happens when two make it apart.
/// An open room is there while one of its owners is near. Made anew it is a new conversation: what was said before is not shown.</remarks>
internal sealed class LanRoom
{
    private readonly SortedSet<PeerEntry> _signs = new(EntryOrder.Instance);
    private RoomName _name;
    private (PeerEntry? Begun, List<DeviceId> Owners) _now = (null, []);

    /// <param name="isSamePerson">Two devices are one person's.</param>
    public LanRoom(RoomName name, bool isDefault, ServersWords server, Func<DeviceId, DeviceId, bool> isSamePerson)
    {
        (_name, IsDefault, Name) = (name, isDefault, name.Value);
        History = new LanHistory(new Annotations(server, isSamePerson, said => Follow(s => EntryOrder.Instance.Compare(s, said) < 0).Owners.Contains(said.Author)), server, entry => entry.IsBare ? null : Encoding.UTF8.GetString(entry.Content.Body.Span));
    }

    public bool IsDefault { get; }

    public string Fold => _name.Fold;

    public string Name { get; private set; }

    public LanHistory History { get; }

    /// <summary>Somebody made it, and nobody has ended it.</summary>
    public bool IsOpen => IsDefault || Owners.Count > 0;

    /// <summary>Who made it, the first first; empty for the default room and a closed one.</summary>
    public IReadOnlyList<DeviceId> Owners => _now.Owners;

    /// <summary>The same on every device, another each time the room is made.</summary>
    public ConversationId Id => LanIds.Of(Fold, _now.Begun);

    /// <summary>It is of the room as it is now, not of one before under its name, and to be seen.</summary>
    public bool Shows(LanLine line) => IsOfNow(line) && History.Shows(line) && (!line.Entry.Content.IsAnnotation || IsOfNow(History.TargetOf(line)!));

    /// <summary>The name as it is spelled where the room was made.</summary>
    public void Spell(RoomName spelled)
    {
        _name = spelled;
        Follow();
    }

    /// <summary>A making or an ending of the room.</summary>
    public void Add(PeerEntry sign)
    {
        _signs.Add(sign);
        Follow();
    }

    public void Withdraw(DeviceId author, long after)
    {
        History.Withdraw(author, after);
        if (_signs.RemoveWhere(s => s.Author == author && s.Number > after) > 0)
            Follow();
    }

    private bool IsOfNow(LanLine line) => _now.Begun is null || EntryOrder.Instance.Compare(line.Entry, _now.Begun) > 0;

    private void Follow()
    {
        _now = Follow(_ => true);
        Name = _now.Begun is { } begun ? Spelled(begun) : _name.Value;
    }

    private (PeerEntry? Begun, List<DeviceId> Owners) Follow(Func<PeerEntry, bool> taken)
    {
        PeerEntry? begun = null;
        List<DeviceId> owners = [];
        foreach (var sign in _signs.Where(taken))
        {
            if (sign.Content.Kind == PeerContent.RoomEnded)
            {
                if (owners.Contains(sign.Author))
                    owners.Clear();
                continue;
            }
            if (owners.Count == 0)
                begun = sign;
            if (!owners.Contains(sign.Author))
                owners.Add(sign.Author);
        }
        return (begun, owners);
    }

    private string Spelled(PeerEntry made) =>
        RoomName.TryParse(Encoding.UTF8.GetString(made.Content.Body.Span), out var spelled) && spelled == _name ? spelled.Value : _name.Value;
}
