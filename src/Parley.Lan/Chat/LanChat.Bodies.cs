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
        if (entry.IsBare)
            _parts.Server.Forget(entry.Name);
        if (entry.Content.Conversation.IsPrivate)
        {
            ReplacePrivate(entry);
            return;
        }
        var room = RoomOf(entry);
        if (room.History.Replace(entry) is not { } line || entry.IsBare)
            return;
        LetGo(room, line);
        if (room.Shows(line) && EventOf(room, line) is { } shown)
            TellRoom(room, shown);
    }

    /// <summary>The server has changed these entries, or taken them back.</summary>
    /// <param name="entries">Their names.</param>
    public void Corrected(IReadOnlyList<Digest> entries)
    {
        lock (_lock)
        {
            foreach (var room in _rooms.Values)
            {
                foreach (var line in entries.Select(room.History.Find).OfType<LanLine>())
                    LetGo(room, line);
            }
            _taken.AddRange(entries.SelectMany(_privateEntries.Erased));
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
