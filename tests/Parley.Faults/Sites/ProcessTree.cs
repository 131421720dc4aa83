using System.ComponentModel;
using System.Globalization;

namespace Parley.Faults.Sites;

/// <summary>A process with all that it has started, from /proc.</summary>
internal static class ProcessTree
{
    /// <summary>The root first: it can't start others while they are signalled.</summary>
    public static void Send(int root, int signal)
    {
        TrySend(root, signal);
        foreach (var process in Below(root))
            TrySend(process, signal);
    }

    private static List<int> Below(int root)
    {
        var parents = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(n => (Id: int.Parse(n!, CultureInfo.InvariantCulture), Parent: ParentOf(n!))).ToLookup(p => p.Parent, p => p.Id);
        List<int> below = [];
        var ahead = new Queue<int>([root]);
        while (ahead.TryDequeue(out var next))
        {
            foreach (var child in parents[next])
            {
                below.Add(child);
                ahead.Enqueue(child);
            }
        }
        return below;
    }

    /// <summary>-1 when it has gone meanwhile.</summary>
    private static int ParentOf(string process)
    {
        try
        {
            // After the name, which may hold anything, in parentheses: the state and the parent.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return -1;
        }
    }

    private static void TrySend(int process, int signal)
    {
        try
        {
            Signal.Send(process, signal);
        }
        catch (Win32Exception)
        {
            // It has ended.
        }
    }
}
