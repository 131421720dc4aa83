using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Parley.BlackBox.Harness;

/// <summary>A running server of the shipped program.</summary>
/// <remarks>Disposing stops it by SIGTERM if the test has not ended it, and fails when it did not end cleanly.</remarks>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ServerLog _log;
    private readonly TemporaryFolder? _own;
    private bool _ended;

    private ServerProcess(Process process, ServerLog log, ReadyLine ready, string data, TemporaryFolder? own) =>
        (_process, _log, Ready, Data, _own) = (process, log, ready, data, own);

    public ReadyLine Ready { get; }

    public string Data { get; }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    public IPEndPoint Line => Ready.EndPoint("line");

    /// <summary>Everything the server wrote so far, both streams.</summary>
    public string Log => _log.Text;

    public static async Task<ServerProcess> StartAsync(ServerOptions options)
    {
        var own = options.Data is null ? new TemporaryFolder() : null;
        var data = options.Data ?? own!.Path;
        var process = new Process { StartInfo = await ShippedProgram.StartInfoAsync(options.Arguments(data), data, options.Prefix, options.Program) };
        var log = ServerLog.Attach(process);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            var ready = await log.Ready.WaitAsync(Patience.Normal);
            return new ServerProcess(process, log, ready, data, own);
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            process.Kill();
            process.Dispose();
            own?.Dispose();
            throw new InvalidOperationException($"the server did not get ready:\n{log.Text}", e);
        }
    }

    public async Task<LineClient> ConnectAsync() => new(await Wire.ConnectAsync(Line));

    public async Task<JsonClient> ConnectJsonAsync() => new(await Wire.ConnectAsync(Line));

    public async Task<LineClient> ConnectUnixAsync() => new(await Wire.ConnectAsync(new UnixDomainSocketEndPoint(Ready.Doors["unix"])));

    /// <summary>A new account with its first line session, in the default room, with nothing unread.</summary>
    public async Task<LineClient> RegisterAsync(string login, string password = "correct-horse", string lang = "en")
    {
        var client = await ConnectAsync();
        await client.RegisterAsync(login, password, lang);
        return client;
    }

    /// <summary>Another line session of an account.</summary>
    public async Task<LineClient> LoginAsync(string login, string password = "correct-horse")
    {
        var client = await ConnectAsync();
        await client.LoginAsync(login, password);
        return client;
    }

    /// <summary>A new account with its first JSON session.</summary>
    public async Task<JsonClient> RegisterJsonAsync(string login, string password = "correct-horse")
    {
        var client = await ConnectJsonAsync();
        await client.AskAsync(new { t = "register", login, password, givenNames = "Test", surnames = "Person", age = 30, gender = "x" });
        return client;
    }

    public async Task<JsonClient> LoginJsonAsync(string login, string password = "correct-horse")
    {
        var client = await ConnectJsonAsync();
        await client.AskAsync(new { t = "login", login, password });
        return client;
    }

    public void Send(int signal) => Signal.Send(_process.Id, signal);

    /// <summary>SIGKILL: no farewell, no flush.</summary>
    public async Task KillAsync()
    {
        _ended = true;
        _process.Kill();
        await WaitForExitAsync();
    }

    /// <summary>SIGTERM and the wait for a clean end: exit code 0 and no error in the log.</summary>
    /// <param name="alreadyAsked">The test has sent its own signal.</param>
    public async Task StopAsync(bool alreadyAsked = false)
    {
        _ended = true;
        if (!alreadyAsked)
            Send(Signal.Terminate);
        await WaitForExitAsync();
        CheckCleanEnd();
    }

    public async Task WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(Patience.Normal);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            throw new UncleanEndException("the server did not end", Log);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_ended && _process.HasExited)
                throw new UncleanEndException($"the server ended by itself, exit code {_process.ExitCode}", Log);
            if (!_ended)
                await StopAsync();
        }
        finally
        {
            _process.Dispose();
            _own?.Dispose();
        }
    }

    private void CheckCleanEnd()
    {
        if (_process.ExitCode != 0)
            throw new UncleanEndException($"exit code {_process.ExitCode}", Log);
        if (_log.FirstError is { } error)
            throw new UncleanEndException($"an error in the log: {error}", Log);
    }
}
