using System.Runtime.InteropServices;

namespace Parley.Terminal;

/// <summary>The Windows console in its virtual terminal modes.</summary>
internal static class WindowsConsole
{
    private const int Input = -10;
    private const int Output = -11;
    private const uint VirtualTerminalInput = 0x200;
    private const uint VirtualTerminalOutput = 0x1 | 0x4;

    public static Action MakeRaw()
    {
        var (input, output) = (GetStdHandle(Input), GetStdHandle(Output));
        if (!GetConsoleMode(input, out var inputBefore) || !GetConsoleMode(output, out var outputBefore))
            throw new IOException("Standard input is no console.");
        _ = SetConsoleMode(input, VirtualTerminalInput);
        _ = SetConsoleMode(output, outputBefore | VirtualTerminalOutput);
        return () =>
        {
            _ = SetConsoleMode(input, inputBefore);
            _ = SetConsoleMode(output, outputBefore);
        };
    }

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint GetStdHandle(int which);

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool GetConsoleMode(nint handle, out uint mode);

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool SetConsoleMode(nint handle, uint mode);
}
