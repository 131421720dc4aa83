using System.Text;

namespace Parley.BlackBox.Irc;

/// <summary>An IRC client's connection as raw lines. Everything read is checked for CR LF, UTF-8 and its length. One reader at a time.</summary>
public sealed class IrcClient(Wire wire) : IAsyncDisposable
{
    private const int MaxLine = 512;
    private const int MaxTags = 8191;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static long _lastFence;

    private readonly LineReader _reader = new(wire);
    private readonly Transcript _transcript = new();

    public Wire Wire => wire;

    /// <summary>The nick the server last welcomed it by.</summary>
    public string Nick { get; private set; } = "*";

    /// <summary>Everything from 001 through the message of the day.</summary>
    public IReadOnlyList<IrcLine> Welcome { get; private set; } = [];

    public async Task SendAsync(params string[] lines)
    {
        foreach (var line in lines)
            _transcript.Sent(line);
        await WriteAsync(Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\r\n"))));
    }

    /// <summary>Bytes as they are, without an end of line.</summary>
    public Task SendBytesAsync(params byte[] bytes)
    {
        _transcript.Sent(Encoding.Latin1.GetString(bytes));
        return WriteAsync(bytes);
    }

    /// <summary>The next line, or null when the server closed.</summary>
    public async Task<IrcLine?> TryReadAsync(TimeSpan? limit = null)
    {
        using var source = new CancellationTokenSource(limit ?? Patience.Normal);
        try
        {
            if (await _reader.ReadLineAsync(source.Token) is not { } bytes)
                return null;
            var text = Strict.GetString(bytes);
            _transcript.Received(text);
            return Checked(text, bytes.Length + 1);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"no line came:\n{_transcript}", e);
        }
    }

    public async Task<IrcLine> ReadAsync(TimeSpan? limit = null) => await TryReadAsync(limit) ?? throw new EndOfStreamException($"the server closed:\n{_transcript}");

    /// <summary>Reads on until a line is so; returns all of them with it.</summary>
    public async Task<IReadOnlyList<IrcLine>> ReadToAsync(Func<IrcLine, bool> wanted, TimeSpan? limit = null)
    {
        List<IrcLine> lines = [];
        do
            lines.Add(await ReadAsync(limit));
        while (!wanted(lines[^1]));
        return lines;
    }

    /// <summary>Reads on to the next line with one of these commands, and returns that.</summary>
    public async Task<IrcLine> ReadToAsync(params string[] commands) => (await ReadToAsync(l => commands.Contains(l.Command, StringComparer.Ordinal)))[^1];

    /// <summary>Every further line until the server closes.</summary>
    public async Task<IReadOnlyList<IrcLine>> ReadToEndAsync()
    {
        List<IrcLine> lines = [];
        while (await TryReadAsync() is { } line)
            lines.Add(line);
        return lines;
    }

    /// <summary>
    /// What has come so far: everything before the answer to a PING of its own. What anybody did whose own PONG has come
    /// stands before it, so this proves silence as well as speech.
    /// </summary>
    public async Task<IReadOnlyList<IrcLine>> SyncAsync()
    {
        var token = $"fence{Interlocked.Increment(ref _lastFence)}";
        await SendAsync($"PING {token}");
        return (await ReadToAsync(l => l.Command == "PONG" && l.Last == token, Patience.Long)).SkipLast(1).ToList();
    }

    /// <summary>Sends and returns everything up to the end of the answer.</summary>
    public async Task<IReadOnlyList<IrcLine>> AskAsync(params string[] lines)
    {
        await SendAsync(lines);
        return await SyncAsync();
    }

    /// <summary>Every one of them has seen whatever any of them did; it is dropped.</summary>
    public static async Task SettleAsync(params IrcClient[] clients)
    {
        foreach (var client in clients)
            await client.SyncAsync();
        foreach (var client in clients)
            await client.SyncAsync();
    }

    /// <summary>CAP LS 302 and everything it lists, with values.</summary>
    public async Task<IReadOnlyDictionary<string, string>> CapabilitiesAsync()
    {
        await SendAsync("CAP LS 302");
        var caps = new Dictionary<string, string>(StringComparer.Ordinal);
        while (true)
        {
            var line = await ReadToAsync("CAP");
            if (line[1] != "LS")
                continue;
            foreach (var item in line.Last.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var equals = item.IndexOf('=', StringComparison.Ordinal);
                caps[equals < 0 ? item : item[..equals]] = equals < 0 ? "" : item[(equals + 1)..];
            }
            if (line[2] != "*" || line.Parameters.Count == 3)
                return caps;
        }
    }

    /// <summary>Fails unless every one of them is acknowledged.</summary>
    public async Task RequestAsync(params string[] caps)
    {
        foreach (var cap in caps)
        {
            await SendAsync($"CAP REQ :{cap}");
            var line = (await ReadToAsync(l => l.Command == "CAP" && l[1] is "ACK" or "NAK"))[^1];
            if (line[1] != "ACK")
                Assert.Fail($"the capability {cap} was refused:\n{_transcript}");
        }
    }

    /// <summary>Registers the connection, by SASL PLAIN when an account is given, and reads through the message of the day.</summary>
    public async Task RegisterAsync(string nick, IReadOnlyList<string>? caps = null, string? account = null, string password = IrcDoor.Password)
    {
        await SendAsync("CAP LS 302", $"NICK {nick}", "USER user 0 * :A Person");
        await RequestAsync([.. caps ?? []]);
        if (account is not null)
        {
            await RequestAsync("sasl");
            await SendAsync("AUTHENTICATE PLAIN");
            await ReadToAsync("AUTHENTICATE");
            await SendAsync(Sasl.Plain(account, password));
            Assert.Equal("903", (await ReadToAsync("903", "904", "905", "906", "902"))!.Command);
        }
        await SendAsync("CAP END");
        await WelcomedAsync();
    }

    /// <summary>Reads the welcome through the message of the day.</summary>
    public async Task WelcomedAsync()
    {
        List<IrcLine> lines = [.. await ReadToAsync(l => l.Command is "001" or "433" or "432")];
        if (lines[^1].Command != "001")
            Assert.Fail($"refused:\n{_transcript}");
        Nick = lines[^1][0];
        lines.AddRange(await SyncAsync());
        Welcome = [.. lines.SkipWhile(l => l.Command != "001")];
    }

    /// <summary>The tokens of 005, those without a value with an empty one.</summary>
    public IReadOnlyDictionary<string, string> Supported =>
        Welcome.Of("005").SelectMany(l => l.Parameters.Skip(1).SkipLast(1)).Select(t => t.Split('=', 2))
            .GroupBy(t => t[0], StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().ElementAtOrDefault(1) ?? "", StringComparer.Ordinal);

    /// <summary>Joins and fails if it could not; returns all the answer.</summary>
    public async Task<IReadOnlyList<IrcLine>> JoinAsync(string room, string key = "")
    {
        var lines = await AskAsync($"JOIN {room} {key}".TrimEnd());
        if (!lines.Any(l => l.Command == "JOIN" && string.Equals(l.Nick, Nick, StringComparison.OrdinalIgnoreCase)))
            Assert.Fail($"could not join {room}:\n{_transcript}");
        return lines;
    }

    /// <summary>Changes its nick and fails if it could not.</summary>
    public async Task RenameAsync(string nick)
    {
        (await AskAsync($"NICK {nick}")).One(l => l.Command == "NICK" && l.Last == nick);
        Nick = nick;
    }

    public async Task QuitAsync()
    {
        await SendAsync("QUIT :bye");
        await ReadToEndAsync();
    }

    public override string ToString() => _transcript.ToString();

    public ValueTask DisposeAsync() => wire.DisposeAsync();

    private async Task WriteAsync(byte[] bytes)
    {
        using var limit = new CancellationTokenSource(Patience.Normal);
        await wire.WriteAsync(bytes, limit.Token);
    }

    private IrcLine Checked(string text, int length)
    {
        if (text is not [.., '\r'])
            throw new InvalidDataException($"a line that does not end in CR LF: {text}");
        var tags = text[0] == '@' ? Encoding.UTF8.GetByteCount(text[..(text.IndexOf(' ', StringComparison.Ordinal) + 1)]) : 0;
        if (tags > MaxTags || length - tags > MaxLine)
            throw new InvalidDataException($"a line of {length} bytes, {tags} of tags: {text}");
        return IrcLine.Parse(text[..^1]);
    }
}
