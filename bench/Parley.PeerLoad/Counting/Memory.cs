using System.Globalization;

namespace Parley.PeerLoad.Counting;

/// <summary>Memory of this process after a full collection, bytes.</summary>
/// <param name="Resident">Of the process, what OpenSSL and SQLite have with it.</param>
/// <param name="Heap">Objects that live.</param>
internal readonly record struct Memory(double Resident, double Heap)
{
    public static Memory operator -(Memory later, Memory earlier) => new(later.Resident - earlier.Resident, later.Heap - earlier.Heap);

    public static Memory Look()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // proc_pid_statm(5): the second word is pages that are resident.
        var pages = long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture);
        return new Memory(pages * Environment.SystemPageSize, GC.GetTotalMemory(forceFullCollection: false));
    }
}
