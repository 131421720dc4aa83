using Parley.Client;
using Parley.Contracts;

namespace Parley.Terminal;

/// <summary>A change of room whose answer was lost with the link, and what was typed after it and would go to the wrong room now: both wait, in their order, for the server or the peers.</summary>
internal sealed partial class ChatSession
{
    private readonly List<string> _unsent = [];

    /// <summary>The change first; null: nothing waits. Bounded by what one person types.</summary>
    private Queue<string>? _held;

    /// <summary>What was typed and went nowhere, a line each, for when the screen is gone.</summary>
    public IReadOnlyList<string> Unsent
    {
        get
        {
            lock (_unsent)
                return [.. _unsent];
        }
    }

    /// <summary>Nothing comes any more: what waits for a change of room is said to be unsent.</summary>
    public void Drop() => Drop(_words["left-before"]);

    /// <summary>A command of the terminal's own, which the line protocol does not know.</summary>
    private static bool Joins(string line) => line.StartsWith("#join ", StringComparison.OrdinalIgnoreCase);

    private static bool ChangesRoom(string line) =>
        Joins(line) || TypedLine.Parse(line) is TypedLine.Ask { Command: EnterRoom or CreateRoom or GoHome };

    private void Hold(string line)
    {
        _held = new Queue<string>([line]);
        view.Notice(null, ["* " + _words["move-waits"]], alert: true);
    }

    /// <returns>True: the line waits too, or has ended the waiting.</returns>
    private bool IsHeld(string line)
    {
        if (line.Trim() is "#cancel")
        {
            Drop(_words["cancelled"]);
            return true;
        }
        if (line.Trim() is "#exit" || (!line.StartsWith('#') && view.Target is var (room, with) && (with is not null || (room is not null && _room is not null && !SameRoom(room, _room)))))
            return false;
        _held!.Enqueue(line);
        Count(+1);
        return true;
    }

    /// <summary>There is a way again.</summary>
    private async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (_held is not { } held)
            return;
        var change = held.Peek();
        // Among the peers of an organisation no rooms are made.
        if (!Joins(change) && TypedLine.Parse(change, Here.Welcome) is TypedLine.Refused refused)
        {
            view.Notice(null, _text.Refusal(refused.Refusal), alert: true);
            Drop(_words["no-move"]);
            return;
        }
        try
        {
            await ChangeAgainAsync(change, cancellationToken);
        }
        catch (LinkLostException)
        {
            return;
        }
        catch (ChatException e)
        {
            view.Notice(null, LinesOf(e), alert: true);
            Drop(_words["no-move"]);
            return;
        }
        held.Dequeue();
        _held = null;
        while (held.TryDequeue(out var line))
        {
            Count(-1);
            // Another change may be lost, and then the rest waits behind that.
            await TakeAsync(line, cancellationToken);
        }
    }

    private async Task ChangeAgainAsync(string change, CancellationToken cancellationToken)
    {
        try
        {
            await ObeyAsync(change, cancellationToken);
        }
        catch (ChatException e) when (e.Code is ErrorCode.AlreadyInRoom)
        {
            // It was carried out before the link was lost.
        }
        catch (ChatException e) when (e.Code is ErrorCode.RoomExists && TypedLine.Parse(change) is TypedLine.Ask { Command: CreateRoom { Room: { } room } })
        {
            var rooms = await Here.ListRoomsAsync(cancellationToken: cancellationToken);
            if (!rooms.Rooms.Any(r => r.Yours && SameRoom(r.Room, room)))
                throw;
            await EnterAsync(room, cancellationToken);
        }
    }

    private void Drop(string why)
    {
        if (_held is not { } held)
            return;
        _held = null;
        held.Dequeue();
        while (held.TryDequeue(out var line))
        {
            Count(-1);
            NotSent(null, why, line);
        }
    }

    private void NotSent(string? room, string why, string text) => Fail(room, _words["not-sent", why, Shown(text)]);

    private void Unanswered(string? room, string text) => Fail(room, _words["unanswered", Shown(text)]);

    /// <summary>A command's arguments may be secret.</summary>
    private static string Shown(string text) => Printable.Line(text.StartsWith('#') ? text.Split(' ')[0] : text);

    private void Fail(string? room, string what)
    {
        HasFailed = true;
        var line = "* " + what;
        lock (_unsent)
            _unsent.Add(line);
        view.Notice(room, [line], alert: true);
    }

    private void Count(int change) => view.Waiting(Interlocked.Add(ref _waiting, change));

    private static string TextOf(ConversationCommand command) => command switch
    {
        Post post => post.Text ?? "",
        EditMessage edit => edit.Text ?? "",
        RedactMessage => "#redact",
        _ => "#react",
    };
}
