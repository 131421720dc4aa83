using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Parley.Load.Counting;

namespace Parley.Load.Scenarios;

/// <summary>What one durable write costs here without any server, appended and in place: the yardstick for <c>lone</c> and <c>accept</c>.</summary>
internal static partial class Disk
{
    private const int BlockBytes = 4096;

    public static Task<Report> RunAsync(Bench bench)
    {
        var path = Path.Combine(bench.Options.Directory, "parley-load.disk");
        var count = bench.Options.Int("count", 3000);
        try
        {
            using var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite);
            var appended = Write(file, count);
            var inPlace = Write(file, count);
            return Task.FromResult(new Report("disk").Add("writes", count).Add("append", appended).Add("inPlace", inPlace));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Histogram Write(SafeFileHandle file, int count)
    {
        var block = new byte[BlockBytes];
        var times = new Histogram();
        for (var i = 0; i < count; i++)
        {
            block[0]++;
            var start = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, block, (long)i * BlockBytes);
            if (Synchronise(file) != 0)
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            times.Add(Stopwatch.GetTimestamp() - start);
        }
        return times;
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int Synchronise(SafeFileHandle file);
}
