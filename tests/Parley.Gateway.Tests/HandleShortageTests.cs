using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Parley.Testing;

namespace Parley.Gateway.Tests;

/// <summary>Lowers this process's limit of open files for a moment, so nothing may run beside it.</summary>
[Collection(nameof(HandleShortageTests)), CollectionDefinition(nameof(HandleShortageTests), DisableParallelization = true)]
public sealed class HandleShortageTests
{
    private const int OpenFiles = 7;

    [Fact]
    public async Task Accepting_goes_on_when_handles_are_there_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "RLIMIT_NOFILE of Linux.");
        await using var server = new TestServer();
        var (warm, _) = await server.PairAsync();
        await warm.DisposeAsync();
        Assert.Equal(0, getrlimit(OpenFiles, out var before));
        // The clients' own handles are made first; a server's end is the one that finds none left. One may still find a handle that something else gave back.
        var sockets = Enumerable.Range(0, 5).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        var fillers = new List<FileStream>();
        try
        {
            Assert.Equal(0, setrlimit(OpenFiles, before with { Current = Highest() + 1 }));
            foreach (var socket in sockets)
            {
                FillUp(fillers);
                await socket.ConnectAsync((IPEndPoint)server.EndPoint).InTime();
            }
            // Long enough for a healthy server to accept them all; a wait that can only make the test pass wrongly, never fail.
            await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System);
            Assert.InRange(server.Gateway.Connections.Count, 0, sockets.Count - 1);
        }
        finally
        {
            Assert.Equal(0, setrlimit(OpenFiles, before));
            fillers.ForEach(filler => filler.Dispose());
        }
        await Eventually.TrueAsync(() => server.Gateway.Connections.Count == sockets.Count, "the waiting connections were accepted");
        sockets.ForEach(socket => socket.Dispose());
    }

    private static void FillUp(List<FileStream> fillers)
    {
        try
        {
            while (true)
                fillers.Add(File.OpenRead("/dev/null"));
        }
        catch (IOException)
        {
            // None left: what the test needs.
        }
    }

    private static ulong Highest() => Directory.GetFiles("/proc/self/fd").Max(path => ulong.Parse(Path.GetFileName(path)));

    [StructLayout(LayoutKind.Sequential)]
    private record struct ResourceLimit(ulong Current, ulong Most);

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int getrlimit(int resource, out ResourceLimit limit);

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int setrlimit(int resource, in ResourceLimit limit);
}
