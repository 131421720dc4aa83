using System.Diagnostics;
using System.Text;

namespace Parley.BlackBox.Turns;

/// <summary>The shipped program in a pseudo-terminal (by <c>script</c>).</summary>
internal sealed class Terminal : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _screen = new();
    private readonly Task _reading;
    private int _seen;

    private Terminal(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    public static async Task<Terminal> OpenAsync(string home, string password, params string[] arguments)
    {
        var line = string.Join(' ', new[] { await ShippedProgram.PathAsync() }.Concat(arguments).Select(a => $"'{a}'"));
        var info = await ShippedProgram.StartInfoAsync([], home);
        info.FileName = "script";
        info.ArgumentList.Clear();
        foreach (var argument in (string[])["-qfec", line, "/dev/null"])
            info.ArgumentList.Add(argument);
        info.Environment["PARLEY_PASSWORD"] = password;
        info.Environment["XDG_CONFIG_HOME"] = home;
        return new Terminal(Process.Start(info)!);
    }

    public async Task TypeAsync(string line)
    {
        await _process.StandardInput.WriteAsync(line + "\n");
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits until a text has come, behind what was seen before.</summary>
    public Task SeesAsync(string text) => Patience.UntilAsync(
        () =>
        {
            lock (_screen)
            {
                var at = _screen.ToString().IndexOf(text, _seen, StringComparison.Ordinal);
                if (at >= 0)
                    _seen = at + text.Length;
                return at >= 0;
            }
        },
        $"{text} in the terminal");

    public override string ToString()
    {
        lock (_screen)
            return _screen.ToString();
    }

    /// <summary>Cuts the program off.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new char[4096];
        while (await _process.StandardOutput.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_screen)
                _screen.Append(buffer, 0, count);
        }
    }
}
