using Parley.Client;

namespace Parley.Terminal;

/// <summary>A room that has gone, or that one was put out of.</summary>
internal sealed partial class ChatSession
{
    /// <summary>A room has closed or put the person out: on to the default one, unless it is that.</summary>
    /// <param name="why">Said where the person is then, as what was shown of the room goes.</param>
    private async Task AfterLossAsync(string lost, IReadOnlyList<string> why, CancellationToken cancellationToken)
    {
        _beside.Remove(lost);
        _visited.RemoveAll(v => SameRoom(v, lost));
        if (_room is not { } room || !SameRoom(room, lost))
        {
            view.Leave(lost);
            view.Notice(null, why, alert: true);
            return;
        }
        _room = null;
        if (SameRoom(lost, "default"))
        {
            view.Notice(null, [.. why, "* " + _words["no-room"]], alert: true);
            return;
        }
        try
        {
            var entered = await Here.JoinAsync("default", cancellationToken: cancellationToken);
            _room = entered.Room;
            view.Enter(entered.Room, entered.People, lost);
            view.Notice(entered.Room, why, alert: true);
            view.Notice(entered.Room, _text.Lines(entered));
        }
        catch (Exception e) when (e is ChatException or LinkLostException)
        {
            view.Notice(null, [.. why, "* " + _words["no-room"]], alert: true);
        }
    }
}
