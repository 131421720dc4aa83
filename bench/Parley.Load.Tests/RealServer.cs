using System.Diagnostics;
using System.Net;
using Parley.Load.Wire;
using Xunit;

namespace Parley.Load.Tests;

/// <summary>The program as it is built or shipped, on data of its own, with both doors open.</summary>
internal sealed class RealServer : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("parley-load");
    private readonly Process _process;
    private string _ready = "";

    private RealServer(string program) => _process = Process.Start(new ProcessStartInfo(program, ["serve", "--data", _data.FullName, "--line", "127.0.0.1:0", "--http", "127.0.0.1:0", "--allow-test-settings", "--set", "accounts.password-hash=cheapest"]) { UseShellExecute = false, RedirectStandardOutput = true })!;

    /// <summary><c>PARLEY_EXE</c>, or what the solution built; null: not built here.</summary>
    private static string? Program
    {
        get
        {
            if (Environment.GetEnvironmentVariable("PARLEY_EXE") is { Length: > 0 } named)
                return named;
            var root = AppContext.BaseDirectory[..AppContext.BaseDirectory.IndexOf("/bench/", StringComparison.Ordinal)];
            var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
            var built = Path.Combine(root, "src", "Parley", "bin", configuration, "net10.0", "parley");
            return File.Exists(built) ? built : null;
        }
    }

    public static async Task<RealServer> StartAsync()
    {
        Assert.SkipWhen(Program is null, "src/Parley is not built and PARLEY_EXE is not set");
        var server = new RealServer(Program!);
        while (await server._process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (!line.StartsWith("parley: ready", StringComparison.Ordinal))
                continue;
            server._ready = line;
            return server;
        }
        throw new InvalidOperationException("the server ended before it was ready");
    }

    public IPEndPoint At(Door door) => IPEndPoint.Parse(_ready.Split(door == Door.WebSocket ? " http=" : " line=")[1].Split(' ')[0]);

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _data.Delete(recursive: true);
    }
}
