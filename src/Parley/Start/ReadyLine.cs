namespace Parley.Host.Start;

/// <summary>The one line that says that every listener accepts: <c>parley: ready line=127.0.0.1:7000 line-tls=[::]:7443 unix=/path</c>.</summary>
/// <remarks>Programs wait for it. The Unix socket comes last and its path runs to the end of the line, spaces included.</remarks>
internal static class ReadyLine
{
    public static string Render(IEnumerable<BoundListener> listeners) =>
        string.Join(' ', ["parley: ready", .. listeners.OrderBy(l => l.Kind).Select(l => $"{l.Name}={l.EndPoint}")]);
}
