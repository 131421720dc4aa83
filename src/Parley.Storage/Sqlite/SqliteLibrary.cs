using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Parley.Storage.Sqlite;

/// <summary>Chooses the native SQLite once per process: the system's when it is newer than the bundled one (docs/adr/0004).</summary>
internal static class SqliteLibrary
{
    /// <summary>SQLite 3.35.5, the one that SQLitePCLRaw.bundle_e_sqlite3 2.0.6 carries.</summary>
    private const int BundledVersion = 3_035_005;

    private const string SystemName = "libsqlite3.so.0";

    private static readonly Lazy<string> Loaded = new(Choose);

    /// <summary>Idempotent and safe from any thread. Returns the version in use, such as <c>3.40.1</c>.</summary>
    public static string Load() => Loaded.Value;

    private static string Choose()
    {
        var system = FindSystem();
        NativeLibrary.SetDllImportResolver(
            typeof(SQLite3Provider_e_sqlite3).Assembly,
            (name, _, _) => name.Equals("e_sqlite3", StringComparison.Ordinal) ? system : IntPtr.Zero);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return raw.sqlite3_libversion().utf8_to_string();
    }

    /// <summary>Zero where there is none, it is not newer, or it was built without threads or full-text search.</summary>
    private static IntPtr FindSystem()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad(SystemName, Assembly.GetExecutingAssembly(), null, out var library))
            return IntPtr.Zero;
        var version = Export<VersionNumber>(library, "sqlite3_libversion_number");
        var builtWith = Export<CompileOptionUsed>(library, "sqlite3_compileoption_used");
        var threadSafe = Export<VersionNumber>(library, "sqlite3_threadsafe");
        var good = version() > BundledVersion && threadSafe() != 0 && builtWith("ENABLE_FTS5") != 0;
        return good ? library : IntPtr.Zero;
    }

    private static T Export<T>(IntPtr library, string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int CompileOptionUsed([MarshalAs(UnmanagedType.LPUTF8Str)] string option);
}
