using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary>What changes the bytes that a line client gets. Equal formats get equal bytes.</summary>
/// <param name="Lang"><c>es</c> or <c>en</c>.</param>
/// <param name="Codes">Errors are shown with their code.</param>
/// <param name="Viewer">Whose session it is: a private message shows differently to its two people. Null before the login.</param>
public sealed record LineFormat(string Lang, bool Codes = false, string? Viewer = null)
{
    private static readonly LineFormat Any = new("");

    /// <summary>Those of nobody, as they are asked for with every event.</summary>
    private static readonly LineFormat[] OfNobody = [new("es"), new("es", Codes: true), new("en"), new("en", Codes: true)];

    /// <summary>The key under which sessions may share the bytes of these events: <see cref="LineWriter.Write(IReadOnlyList{Event}, LineFormat)"/> gives the same for it as for this format.</summary>
    /// <remarks>A room's messages read the same to everybody, so their bytes are made once; private ones and what happens to somebody depend on the viewer.</remarks>
    public LineFormat SharingKey(IReadOnlyList<Event> events)
    {
        var (neutral, personal) = (true, false);
        for (var i = 0; i < events.Count; i++)
        {
            neutral &= events[i] is Message { To: null, Erased: not true, Late: null };
            personal |= events[i] is EntryEvent { To: not null } or MemberKicked or Invited or AwayChanged or TurnState;
        }
        if (neutral)
            return Any;
        return personal || Viewer is null ? this : WithoutViewer();
    }

    private LineFormat WithoutViewer()
    {
        foreach (var format in OfNobody)
        {
            if (format.Codes == Codes && string.Equals(format.Lang, Lang, StringComparison.Ordinal))
                return format;
        }
        return this with { Viewer = null };
    }

    /// <summary>
    /// False for entries that their own session needs no sight of: a private one is confirmed by <see cref="Posted"/>,
    /// one in a room is left out when the client asked for no echo. What somebody did with the turn is confirmed by itself alone.
    /// </summary>
    public static bool Shows(Event shown, SessionId own, bool echo) =>
        shown is not EntryEvent entry || entry is TurnChanged || entry.Origin != own || own == default || (entry.To is null && echo);
}
