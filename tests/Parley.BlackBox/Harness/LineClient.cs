using System.Text;

namespace Parley.BlackBox.Harness;

/// <summary>A person with <c>nc</c>: sends bytes, expects lines. One reader at a time.</summary>
public sealed class LineClient(Wire wire) : IAsyncDisposable
{
    private static long _lastFence = 7_000_000;

    private readonly LineReader _reader = new(wire);
    private readonly Transcript _transcript = new();

    public Wire Wire => wire;

    public IReadOnlyList<string> TelnetCommands => _reader.TelnetCommands;

    public Task SendAsync(string line) => SendRawAsync(line + "\n");

    public Task SendRawAsync(string text) => SendBytesAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendBytesAsync(params byte[] bytes)
    {
        _transcript.Sent(Encoding.UTF8.GetString(bytes).TrimEnd('\n'));
        using var limit = new CancellationTokenSource(Patience.Normal);
        await wire.WriteAsync(bytes, limit.Token);
    }

    /// <summary>The next line without its end, or null when the server closed.</summary>
    public async Task<string?> TryReadLineAsync(TimeSpan? limit = null)
    {
        var line = await WithinAsync(async token => await _reader.ReadLineAsync(token), "a line", limit);
        if (line is null)
            return null;
        var text = Encoding.UTF8.GetString(line);
        _transcript.Received(text);
        return text;
    }

    public async Task<string> ReadLineAsync(TimeSpan? limit = null) =>
        await TryReadLineAsync(limit) ?? throw new EndOfStreamException($"the server closed:\n{_transcript}");

    /// <summary>Reads on until a line is exactly <paramref name="line"/>; returns those before it.</summary>
    public async Task<IReadOnlyList<string>> ReadToLineAsync(string line, TimeSpan? limit = null) => await ReadToLineAsync(l => l == line, limit);

    public async Task<IReadOnlyList<string>> ReadToLineAsync(Func<string, bool> wanted, TimeSpan? limit = null)
    {
        List<string> before = [];
        while (true)
        {
            var line = await ReadLineAsync(limit);
            if (wanted(line))
                return before;
            before.Add(line);
        }
    }

    /// <summary>Reads through a prompt or another text that need not end a line; returns what came before it.</summary>
    public async Task<string> ReadThroughAsync(string text)
    {
        var before = await WithinAsync(async token => await _reader.ReadThroughAsync(text, token), $"\"{text}\"", limit: null)
            ?? throw new EndOfStreamException($"the server closed before \"{text}\":\n{_transcript}");
        _transcript.Received(before + text);
        return before;
    }

    /// <summary>As <see cref="ReadThroughAsync"/> with the first to come of several texts, which is returned.</summary>
    public async Task<string> ReadThroughAnyAsync(IReadOnlyList<string> texts)
    {
        var first = await WithinAsync(async token => await _reader.ReadThroughAnyAsync(texts, token), string.Join(" or ", texts), limit: null)
            ?? throw new EndOfStreamException($"the server closed:\n{_transcript}");
        _transcript.Received(first);
        return first;
    }

    /// <summary>Every further line until the server closes.</summary>
    public async Task<IReadOnlyList<string>> ReadToEndAsync(TimeSpan? limit = null)
    {
        List<string> lines = [];
        while (await TryReadLineAsync(limit) is { } line)
            lines.Add(line);
        return lines;
    }

    /// <summary>
    /// What has come for this client so far. Asks the time and reads to the answer: output is one queue, so whatever was
    /// caused before this call, by anybody whose own answer has come, stands before it. Proves silence without waiting.
    /// </summary>
    public async Task<IReadOnlyList<string>> SeenAsync()
    {
        var fence = Interlocked.Increment(ref _lastFence);
        await SendAsync($"#time {fence}");
        return await ReadToLineAsync(l => l.StartsWith($"* time t0={fence} ", StringComparison.Ordinal));
    }

    /// <summary>Sends a line and returns everything that came up to the end of its answer.</summary>
    public async Task<IReadOnlyList<string>> AskAsync(string line)
    {
        await SendAsync(line);
        return await SeenAsync();
    }

    /// <summary>For a line that has exactly one line as its answer.</summary>
    public async Task<string> AskOneAsync(string line) => Assert.Single(await AskAsync(line));

    public async Task RegisterAsync(string login, string password, string lang = "en")
    {
        await ReadThroughAsync("Usuario / Login:");
        await SendAsync($"#register {login} {password} Test | Person | 30 | x");
        await ReadToLoggedInAsync(login);
        await SendAsync($"#lang {lang}");
        await SeenAsync();
    }

    public async Task LoginAsync(string login, string password)
    {
        await ReadThroughAsync("Usuario / Login:");
        await SendAsync($"#login {login} {password}");
        await ReadToLoggedInAsync(login);
        await SeenAsync();
    }

    public async Task ReadToLoggedInAsync(string login) =>
        await ReadToLineAsync(l => l.Contains($"* Sesión iniciada: {login}. Estás en principal.", StringComparison.Ordinal) || l.Contains($"* Logged in: {login}. You are in default.", StringComparison.Ordinal));

    public override string ToString() => _transcript.ToString();

    public ValueTask DisposeAsync() => wire.DisposeAsync();

    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> read, string what, TimeSpan? limit)
    {
        using var source = new CancellationTokenSource(limit ?? Patience.Normal);
        try
        {
            return await read(source.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"{what} never came:\n{_transcript}\n[unread: {Encoding.UTF8.GetString(_reader.Unread)}]", e);
        }
    }
}
