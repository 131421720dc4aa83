using System.Runtime.InteropServices;

namespace Parley.Terminal;

/// <summary>termios(3) by way of its opaque structure: no layout of any system is assumed.</summary>
internal static class UnixTerminal
{
    /// <summary>Larger than any system's struct termios (60 to 80 bytes).</summary>
    private const int TermiosBytes = 512;

    /// <returns>Puts the settings back.</returns>
    public static Action MakeRaw()
    {
        var before = new byte[TermiosBytes];
        if (GetAttributes(0, before) != 0)
            throw new IOException("Standard input is no terminal.");
        var raw = before.ToArray();
        MakeRaw(raw);
        Set(raw);
        return () => Set(before);
    }

    private static void Set(byte[] attributes)
    {
        if (SetAttributes(0, 0, attributes) != 0)
            throw new IOException("The terminal's settings can't be changed.");
    }

    [DllImport("libc", EntryPoint = "tcgetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetAttributes(int descriptor, byte[] attributes);

    [DllImport("libc", EntryPoint = "tcsetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetAttributes(int descriptor, int when, byte[] attributes);

    [DllImport("libc", EntryPoint = "cfmakeraw")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void MakeRaw(byte[] attributes);
}
