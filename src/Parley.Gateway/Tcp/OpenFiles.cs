using System.Runtime.InteropServices;

namespace Parley.Gateway.Tcp;

/// <summary>The process's limit of open files. getrlimit(2).</summary>
internal static partial class OpenFiles
{
    /// <summary>For the store, the listeners and the runtime, which ends the process when a new thread gets none.</summary>
    private const int Reserve = 160;

    /// <summary>RLIMIT_NOFILE.</summary>
    private static readonly int Resource = OperatingSystem.IsLinux() ? 7 : 8;

    /// <summary>Connections that there are files for.</summary>
    public static int ForConnections { get; } = Of(Limit());

    /// <summary>All but the reserve, and at least half of a small limit.</summary>
    internal static int Of(ulong limit) => (int)Math.Min(int.MaxValue, Math.Max(limit / 2, limit < Reserve ? 0 : limit - Reserve));

    private static ulong Limit() =>
        !OperatingSystem.IsWindows() && GetLimit(Resource, out var limits) == 0 ? limits.Current : int.MaxValue;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limits limits);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        public nuint Current;
        public nuint Most;
    }
}
