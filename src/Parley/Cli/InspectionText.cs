using System.Globalization;
using Parley.Core.Operators;
using Parley.Host.Operators;

namespace Parley.Host.Cli;

/// <summary>An inspection for the eye.</summary>
internal static class InspectionText
{
    public static string Of(Inspection inspection)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        text.Write($"parley {inspection.Version}  {(inspection.Running ? "running" : "stopped")}  {inspection.Time:yyyy-MM-ddTHH:mm:ssZ}");
        foreach (var (group, figures) in inspection.Figures)
        {
            text.Write($"\n{group}");
            foreach (var (name, value) in figures)
                text.Write($"\n  {name,-24} {value:#,0.###}");
        }
        if (inspection.Nodes is { } nodes)
        {
            text.Write("\nnodes              host                     version    since                sessions bus");
            foreach (var node in nodes)
                text.Write($"\n  {node.Id,-16} {node.Host ?? "-",-24} {node.Version ?? "-",-10} {Since(node),-20} {node.Sessions?.ToString(CultureInfo.InvariantCulture) ?? "-",8} {Bus(node)}");
        }
        if (inspection.Rooms.Count > 0)
            text.Write("\nrooms                       people  waiting");
        foreach (var room in inspection.Rooms)
            text.Write($"\n  {room.Room,-24} {room.People,7} {room.Waiting,8}");
        if (inspection.Sessions.Count > 0)
            text.Write("\nsessions  login                door   address                     queue clock ms         rooms");
        foreach (var session in inspection.Sessions)
            text.Write($"\n  {session.Id,-7} {session.Login ?? "-",-20} {session.Door,-6} {session.Address,-24} {session.PendingBytes,8} {Clock(session),-16} {string.Join(", ", session.Rooms)}");
        return text.ToString();
    }

    private static string Since(NodeRow node) => node.Since is { } since ? $"{since:yyyy-MM-ddTHH:mm:ssZ}" : "-";

    private static string Bus(NodeRow node) => node.Stopping ? "stopping" : node.Connected ? "connected" : "alone";

    private static string Clock(SessionRow session) =>
        session is { ClockOffsetMs: { } offset, ClockErrorMs: { } error } ? string.Create(CultureInfo.InvariantCulture, $"{offset:+0.0;-0.0;0.0} ±{error:0.0}") : "-";
}
