using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Parley.BlackBox.Harness;

/// <summary>kill(2), which .NET has for SIGKILL only.</summary>
public static partial class Signal
{
    public const int Hangup = 1;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    public static void Send(int processId, int signal)
    {
        if (kill(processId, signal) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
