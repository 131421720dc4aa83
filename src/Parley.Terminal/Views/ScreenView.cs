using System.Runtime.InteropServices;
using System.Threading.Channels;
using Parley.Client;
using Parley.Contracts;

namespace Parley.Terminal;

/// <summary>The full screen: keys to the model, the model to the terminal. One lock guards the model; it is held for memory work only.</summary>
internal sealed class ScreenView : IChatView, IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan EscapeWait = TimeSpan.FromMilliseconds(50);

    private readonly RawTerminal _terminal;
    private readonly Painter _painter;
    private readonly Layout _layout = new(TimeZoneInfo.Local);
    private readonly ServerClock _clock;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Screen _screen = new();
    private readonly Keyboard _keyboard;
    private readonly Channel<string> _typed = Channel.CreateBounded<string>(256);
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _working;
    private Words _words;
    private ChatText _text;
    private TaskCompletionSource<string?>? _answer;

    public ScreenView(RawTerminal terminal, bool colours, Words words, ChatText text, ServerClock clock, TimeProvider time)
    {
        _terminal = terminal;
        _painter = new Painter(colours);
        _words = words;
        _text = text;
        _clock = clock;
        _time = time;
        _keyboard = new Keyboard(_screen);
        terminal.Write(Painter.Start);
        _working = Task.WhenAll(ReadKeysAsync(_stop.Token), DrawAsync(_stop.Token));
    }

    public (string? Room, string? With) Target
    {
        get
        {
            lock (_lock)
                return (_screen.Front.Room, _screen.Front.With);
        }
    }

    public void Speak(Words words, ChatText text) => Change(() => (_words, _text) = (words, text));

    public async Task<string?> AskAsync(string prompt, bool hidden, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Change(() =>
        {
            _screen.Prompt = hidden ? $"{prompt} {_words["hidden"]}" : prompt;
            _screen.Secret = hidden;
            _screen.Input.Set("");
            _answer = answer;
            if (_typed.Reader.Completion.IsCompleted)
                answer.TrySetResult(null);
        });
        try
        {
            return await answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Change(() => (_answer, _screen.Prompt, _screen.Secret) = (null, null, false));
        }
    }

    public void Entry(EntryEvent entry) => Change(() => Show(entry, ConversationOf(entry), live: true));

    public void Past(HistoryPage page) => Change(() =>
    {
        var where = page.Room is { } room ? _screen.OfRoom(room) : _screen.Front;
        foreach (var entry in page.Entries)
            Show(entry, where, live: false);
    });

    public void Notice(string? room, IReadOnlyList<string> lines, bool alert = false) => Change(() =>
    {
        var where = (room is null ? null : _screen.FindRoom(room)) ?? _screen.Front;
        foreach (var line in lines)
            _screen.Show(new NoticeLine(_clock.Now, line, alert), where);
    });

    public void Enter(string room, int people, string? left) => Change(() =>
    {
        var before = left is null ? null : _screen.FindRoom(left);
        var now = _screen.OfRoom(room);
        now.People = people;
        if (before is not null && before != now)
            _screen.Replace(before, now);
        _screen.BringToFront(now);
        _screen.Know([_text.Room(room)], []);
    });

    public void People(string room, int? count, int change = 0) => Change(() =>
    {
        if (_screen.FindRoom(room) is { } conversation)
            conversation.People = Math.Max(1, (count ?? conversation.People) + change);
    });

    public void Leave(string room) => Change(() =>
    {
        if (_screen.FindRoom(room) is { } gone && _screen.Conversations.FirstOrDefault(c => c != gone) is { } heir)
            _screen.Replace(gone, heir);
    });

    public void OpenPrivate(string login) => Change(() =>
    {
        var conversation = _screen.OfPerson(login);
        _screen.BringToFront(conversation);
        _screen.Show(new NoticeLine(_clock.Now, "* " + _words["private-open", login]), conversation);
    });

    public void Link(LinkState state, ServerAddress? node) => Change(() => _screen.Linked(state, node));

    public void AmongPeers(int? others, string? group = null) => Change(() => (_screen.Peers, _screen.Group) = (others, group));

    public void Know(IEnumerable<string> rooms, IEnumerable<string> people) => Change(() => _screen.Know(rooms.Select(_text.Room), people));

    public void Waiting(int posts) => Change(() => _screen.Waiting = posts);

    public IAsyncEnumerable<string> TypedAsync(CancellationToken cancellationToken) => _typed.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Gives the terminal back as it was.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _terminal.Write(Painter.End);
        _terminal.Dispose();
        _stop.Dispose();
    }

    private void Show(EntryEvent entry, Conversation where, bool live)
    {
        _screen.Know([], [entry.From]);
        switch (entry)
        {
            case Message message:
                var said = new SaidLine(entry.Time, entry.Position, entry.From, message.Erased == true ? null : _text.Late(message) + ChatText.Plain(message.Text), message.Edited == true, message.Written);
                if (live)
                    _screen.Show(said, where);
                else
                    where.Add(said, inFront: true);
                break;
            case Edit { Erased: not true } edit when where.Change(edit.Target, ChatText.Plain(edit.Text)):
                break;
            case Redaction redaction when where.Change(redaction.Target, null):
                break;
            case Edit or Redaction or Reaction or TopicChanged or RulesChanged:
                foreach (var line in _text.Lines(entry))
                    _screen.Show(new NoticeLine(entry.Time, line), where);
                break;
        }
    }

    private Conversation ConversationOf(EntryEvent entry)
    {
        if (entry.Room is { } room)
            return _screen.OfRoom(room);
        var mine = string.Equals(entry.From, _keyboard.Me, StringComparison.OrdinalIgnoreCase);
        var with = mine ? entry.To ?? entry.From : entry.From;
        var conversation = _screen.OfPerson(with);
        if (!mine && conversation != _screen.Front && conversation.Unread == 0)
            _screen.Show(new NoticeLine(_clock.Now, "* " + _words["private-new", with]), _screen.Front);
        return conversation;
    }

    /// <summary>Whose screen it is, for the two sides of private messages.</summary>
    public void BelongsTo(string login) => Change(() => _keyboard.Me = login);

    private void Change(Action change)
    {
        lock (_lock)
            change();
        _changed.Writer.TryWrite(true);
    }

    private async Task ReadKeysAsync(CancellationToken cancellationToken)
    {
        var decoder = new KeyDecoder();
        while (true)
        {
            if (decoder.HasLoneEscape && !await ComesSoonAsync(cancellationToken))
                Press([decoder.TakeEscape()]);
            else if (!await _terminal.Input.WaitToReadAsync(cancellationToken))
                break;
            else if (_terminal.Input.TryRead(out var chunk))
                Press(decoder.Feed(chunk));
        }
        EndInput();
    }

    private async Task<bool> ComesSoonAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _terminal.Input.WaitToReadAsync(cancellationToken).AsTask().WaitAsync(EscapeWait, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void Press(IEnumerable<KeyPress> presses)
    {
        foreach (var press in presses)
        {
            string? line = null;
            var leaves = false;
            Change(() =>
            {
                if (press.Key is Key.Redraw)
                    _painter.Forget();
                (line, leaves) = _keyboard.Press(press, _layout.PageRows, ChatText.Commands);
            });
            if (leaves)
                EndInput();
            else if (line is not null)
                Typed(line);
        }
    }

    private void Typed(string line)
    {
        TaskCompletionSource<string?>? answer;
        lock (_lock)
            (answer, _answer) = (_answer, null);
        if (answer is not null)
            answer.TrySetResult(line);
        else
            _typed.Writer.TryWrite(line);
    }

    private void EndInput()
    {
        _typed.Writer.TryComplete();
        lock (_lock)
            _answer?.TrySetResult(null);
    }

    private async Task DrawAsync(CancellationToken cancellationToken)
    {
        using var resized = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => _changed.Writer.TryWrite(true));
        using var timer = new PeriodicTimer(Tick, _time);
        var ticking = timer.WaitForNextTickAsync(cancellationToken).AsTask();
        while (!cancellationToken.IsCancellationRequested)
        {
            var (width, height) = RawTerminal.Size;
            string bytes;
            lock (_lock)
            {
                _screen.Clock = _clock.IsSynchronised ? (_clock.Offset, _clock.Error) : null;
                bytes = _painter.Paint(_layout.Draw(_screen, width, height, _words, _text.Room));
            }
            _terminal.Write(bytes);
            var changed = _changed.Reader.WaitToReadAsync(cancellationToken).AsTask();
            if (await Task.WhenAny(changed, ticking) == ticking)
                ticking = timer.WaitForNextTickAsync(cancellationToken).AsTask();
            _changed.Reader.TryRead(out _);
        }
    }
}
