using System.Text;
using Parley.Client;
using Parley.Contracts;

namespace Parley.Terminal;

/// <summary>Each event one flushed line of standard output, typed lines from standard input: for pipes, screen readers and dumb terminals. Questions go to standard error.</summary>
internal sealed class PlainView(Words words, ChatText text) : IChatView
{
    private readonly LineInput _input = new(StandardInput.Read());
    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly Lock _lock = new();
    private volatile ChatText _text = text;

    public (string? Room, string? With) Target => (null, null);

    public void Speak(Words words, ChatText text) => _text = text;

    public async Task<string?> AskAsync(string prompt, bool hidden, CancellationToken cancellationToken)
    {
        if (Console.IsInputRedirected)
        {
            // What a pipe holds are messages; one of them must not pass for a password.
            await Console.Error.WriteLineAsync("parley: " + words["password-needed"]);
            return null;
        }
        await Console.Error.WriteAsync($"{prompt}: ");
        if (!hidden)
            return await _input.ReadLineAsync(bare: false, cancellationToken);
        var restore = OperatingSystem.IsWindows() ? WindowsConsole.MakeRaw() : UnixTerminal.MakeRaw();
        try
        {
            return await _input.ReadLineAsync(bare: true, cancellationToken);
        }
        finally
        {
            restore();
            await Console.Error.WriteLineAsync();
        }
    }

    public void Entry(EntryEvent entry) => Write(_text.Lines(entry));

    public void Past(HistoryPage page) => Write(_text.Lines(page).SkipLast(1));

    public void Notice(string? room, IReadOnlyList<string> lines, bool alert = false) => Write(lines);

    public void Enter(string room, int people, string? left)
    {
        // The notices say it.
    }

    public void People(string room, int? count, int change = 0)
    {
        // Nothing on the screen counts them.
    }

    public void Leave(string room)
    {
        // The notices say it.
    }

    public void OpenPrivate(string login)
    {
        // The next line is the text.
    }

    public void Link(LinkState state, ServerAddress? node)
    {
        // The notices say it.
    }

    public void AmongPeers(int? others, string? group = null)
    {
        // The notices say it.
    }

    public void Know(IEnumerable<string> rooms, IEnumerable<string> people)
    {
        // Nothing completes them.
    }

    public void Offer(IReadOnlyList<string> commands)
    {
        // Nothing completes them.
    }

    public void Waiting(int posts)
    {
        // Nothing shows them.
    }

    public IAsyncEnumerable<string> TypedAsync(CancellationToken cancellationToken) => _input.ReadAsync(cancellationToken);

    private void Write(IEnumerable<string> lines)
    {
        var all = string.Concat(lines.Select(l => l + "\n"));
        if (all.Length == 0)
            return;
        lock (_lock)
        {
            _output.Write(Encoding.UTF8.GetBytes(all));
            _output.Flush();
        }
    }
}
