using System.Diagnostics;

namespace Parley.Storage.Tests.Support;

/// <summary>A file system of 16 MB in memory, where the system lets us mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private SmallDisk()
    {
    }

    public string Path => _directory.Path;

    public static SmallDisk? TryMount()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var disk = new SmallDisk();
        if (Run("mount", "-t", "tmpfs", "-o", "size=16m", "parley-test", disk.Path))
            return disk;
        disk._directory.Dispose();
        return null;
    }

    public void Grow() => Assert.True(Run("mount", "-o", "remount,size=64m", Path));

    public void Dispose()
    {
        Run("umount", "-l", Path);
        _directory.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false });
            return process is not null && process.WaitForExit(5000) && process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // no such program here
        }
    }
}
