using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Parley.Host.Tests.Cli;

/// <summary>The real program as a child process, with its own data directory.</summary>
internal sealed class ParleyProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private ParleyProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static ParleyProcess Start(string? input, params string[] args)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "parley")) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        start.Environment["LC_ALL"] = "C";
        var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return new(process);
    }

    public static async Task<(int Code, string Output, string Errors)> RunAsync(string? input, params string[] args)
    {
        await using var parley = Start(input, args);
        var output = await parley._process.StandardOutput.ReadToEndAsync().WaitAsync(Limit, TimeProvider.System);
        return (await parley.ExitAsync(), output, await parley._errors);
    }

    /// <summary>The ready line; throws with the program's errors when it ends before.</summary>
    public async Task<string> ReadyAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(Limit, TimeProvider.System) is { } line)
        {
            if (line.StartsWith("parley: ready", StringComparison.Ordinal))
                return line;
        }
        throw new InvalidOperationException($"not ready: {await _errors}");
    }

    public void Signal(PosixSignal signal)
    {
        using var kill = Process.Start("kill", [signal == PosixSignal.SIGHUP ? "-HUP" : signal == PosixSignal.SIGINT ? "-INT" : "-TERM", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Limit, TimeProvider.System);
        return _process.ExitCode;
    }

    /// <summary>All of standard error, once the program has ended.</summary>
    public Task<string> ErrorsAsync() => _errors;

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
