using Microsoft.Extensions.Logging;
using Parley.Core.Ports;
using Parley.Lan.Rooms;
using Parley.Protocol.Peer;

namespace Parley.Lan.Chat;

/// <summary>Bodies that go, since what they said was taken back or is too old, and those that come later than their entries.</summary>
public sealed partial class LanChat
{
    /// <summary>To be let go of in the log at the next turn.</summary>
    private readonly List<PeerEntry> _taken = [];

    /// <summary>The same entry, with its body that was lacking, or without it.</summary>
    private void Replace(PeerEntry entry)
    {
        if (entry.Author == _parts.Device.Id && entry.Content.ClientId is { } id && _ownIds.TryGetValue(id.Value, out var own) && own.Hash == entry.Hash)
            _ownIds[id.Value] = entry;
        var history = entry.Content.Conversation.IsPrivate ? _privates.Values.FirstOrDefault(h => h.Find(entry.Hash) is not null) : RoomOf(entry).History;
        if (entry.IsBare)
            _parts.Server.Forget(entry.Hash);
        if (history?.Replace(entry) is not { } line)
        {
            // A copy says whom it is for only when it is whole.
            if (!entry.IsBare && entry.Content.Kind == PeerContent.Copy)
                TakeCopy(entry, live: true);
            return;
        }
        if (_received.FindIndex(l => l.Entry.Hash == entry.Hash) is >= 0 and var at)
            _received[at] = line;
        if (entry.IsBare)
            return;
        if (entry.Content.Conversation.IsPrivate)
        {
            if (PrivateEventOf(line) is { } said)
                TellAll(said);
            return;
        }
        var room = RoomOf(entry);
        LetGo(room, line);
        if (room.Shows(line) && EventOf(room, line) is { } shown)
            TellRoom(room, shown);
    }

    /// <summary>The server has changed these entries, or taken them back.</summary>
    public void Corrected(IReadOnlyList<Digest> entries)
    {
        lock (_lock)
        {
            foreach (var room in _rooms.Values)
            {
                foreach (var line in entries.Select(room.History.Find).OfType<LanLine>())
                    LetGo(room, line);
            }
        }
    }

    /// <summary>What nobody is to read any more since the line is there.</summary>
    private void LetGo(LanRoom room, LanLine line) => _taken.AddRange(room.History.Erased(line));

    private async Task EmptyAsync()
    {
        List<PeerEntry> taken;
        lock (_lock)
        {
            if (_taken.Count == 0)
                return;
            taken = [.. _taken];
            _taken.Clear();
        }
        try
        {
            await _peer!.EmptyAsync(taken, _stopping.Token);
        }
        catch (StorageUnavailableException)
        {
            // Done when the log can be written again, as it is remembered there.
        }
    }
}
