using System.Text;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Sessions;
using Parley.Core.Turns;
using Parley.Gateway.Doors.Irc.Commands;
using Parley.Protocol;
using Parley.Protocol.Irc;
using static Parley.Protocol.Irc.Numeric;

namespace Parley.Gateway.Doors.Irc;

/// <summary>IRC on one connection: reads lines, carries commands out one after the other, and shows what the session is told. docs/protocol/irc.md.</summary>
internal sealed class IrcDialect : IDialect
{
    /// <summary>Silence after which a client is asked for a sign of life, and after which it is given up.</summary>
    private static readonly TimeSpan AskAfter = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan DeadAfter = TimeSpan.FromSeconds(180);

    private readonly IrcReader _reader;
    private readonly Lock _lock = new();

    /// <summary>Commands that the session has not answered yet, by their reference.</summary>
    private Dictionary<long, Asked>? _asked;
    private List<OutLine>? _captured;
    private string? _label;
    private long _lastRef;
    private bool _wasAsked;
    private ulong _capabilities;
    private volatile IrcFormat _format;

    public IrcDialect(ChatConnection connection, IrcServer server)
    {
        Connection = connection;
        Server = server;
        _reader = new IrcReader(server.Settings.MaxLineTags - 2);
        Signing = new Registration();
        Modes = new UserModeSet();
        _format = server.Formats.Of(Capability.None);
        Capabilities = Capability.None;
        server.Came();
    }

    public ChatConnection Connection { get; }

    public IrcServer Server { get; }

    public Session Session => Connection.Session;

    /// <summary>What has been said of NICK, USER, PASS, CAP and SASL.</summary>
    public Registration Signing { get; }

    public UserModeSet Modes { get; }

    public MetadataSubscriptions Subscriptions { get; } = new();

    /// <summary>Folded nicks that may write in spite of the user mode R.</summary>
    private HashSet<string>? _accepted;

    public bool Accepts(string fold)
    {
        lock (_lock)
            return _accepted?.Contains(fold) == true;
    }

    public bool TryAccept(string fold, int max)
    {
        lock (_lock)
        {
            _accepted ??= new HashSet<string>(StringComparer.Ordinal);
            return _accepted.Contains(fold) || (_accepted.Count < max && _accepted.Add(fold));
        }
    }

    public void Forbid(string fold)
    {
        lock (_lock)
            _accepted?.Remove(fold);
    }

    /// <summary>How far a guest has read, by the folded target: as long as the connection.</summary>
    public Dictionary<string, DateTimeOffset> GuestMarks => field ??= new(StringComparer.Ordinal);

    /// <summary>Batches that the client has open, by their reference.</summary>
    public Dictionary<string, OpenBatch> Batches => field ??= new(StringComparer.Ordinal);

    /// <summary>One that was broken off by a failure, until it is closed.</summary>
    public string? FailedBatch { get; set; }

    public Capability Capabilities
    {
        get => (Capability)Volatile.Read(ref _capabilities);
        set
        {
            Volatile.Write(ref _capabilities, (ulong)value);
            _format = Server.Formats.Of(value);
            Session.WatchesChanges = Has(Capability.ExtendedMonitor);
            Session.Replay = Has(Capability.ChatHistory) ? 0 : Server.All.History.Autoreplay;
        }
    }

    public IrcFormat Format => _format;

    /// <summary>What the client is called in answers.</summary>
    public string Nick => Session.Face?.Name ?? Signing.Nick ?? "*";

    /// <summary>The label of the command that is being carried out, or null.</summary>
    public string? Label => _label;

    public bool Has(Capability capability) => (Capabilities & capability) != Capability.None;

    public bool IsDead(TimeSpan silence)
    {
        if (silence < AskAfter)
            _wasAsked = false;
        else if (!_wasAsked && Signing.IsComplete)
        {
            _wasAsked = true;
            Connection.Send(OutLine.Encode([new OutLine(null, null, "PING", [Server.Name])]));
        }
        return silence > DeadAfter;
    }

    public void Closed()
    {
        if (!Server.Clients.TryRemove(new(Session.Id, this)) && !Signing.IsComplete)
            Server.Known();
        Modes.CountIn(null);
    }

    public async ValueTask<int> ReceiveAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var consumed = 0;
        while (true)
        {
            var complete = TryReadLine(input[consumed..], out var taken, out var message);
            consumed += taken;
            if (!complete)
                return consumed;
            if (Turn.IsLong)
                await Turn.Outside();
            if (message is null)
                continue;
            if (IrcCommandTable.Find(message.Command)?.IsFree != true)
                await Connection.TurnHoldingAsync(cancellationToken);
            await CarryOutAsync(message, cancellationToken);
            if (Signing.HasQuit)
                return input.Length;
        }
    }

    public ReadOnlyMemory<byte> Encode(Delivery delivery)
    {
        var format = _format;
        if (delivery.IsReplay)
            return EncodeReplay(delivery.Events, format);
        if (delivery.IsOfRoom ? delivery.IsFrom(Session.Id) : OwnEvents.AnyConcerns(this, delivery.Events))
            return EncodeOwn(delivery.Events, format);
        return delivery.Frames(format, (format, Connection), static (shared, client) => IrcEvents.Encode(shared, client.format, client.Connection.UtcNow));
    }

    /// <summary>Hands a command to the session and returns what it answered, but for what must stand in its place among other events.</summary>
    public async ValueTask<IReadOnlyList<Event>> AskAsync(Command command, CancellationToken cancellationToken)
    {
        var answers = new List<Event>();
        var reference = Expect(new Asked(answers, null));
        await Session.HandleAsync(command with { Ref = reference }, cancellationToken);
        await Session.SettledAsync(cancellationToken);
        Forget(reference);
        return answers;
    }

    /// <summary>As <see cref="AskAsync"/>; the first refusal, or null.</summary>
    public async ValueTask<Error?> TryAsync(Command command, CancellationToken cancellationToken) =>
        (await AskAsync(command, cancellationToken)).OfType<Error>().FirstOrDefault();

    /// <summary>The reference of a post whose answer nobody waits for; a refusal is shown as one of <paramref name="target"/> when it comes, or not at all when that is null.</summary>
    public long ExpectPosted(string? target) => Expect(new Asked(null, target));

    /// <summary>An answer to the command that is being carried out.</summary>
    public void Reply(OutLine line) => Reply([line]);

    public void Reply(IReadOnlyList<OutLine> lines)
    {
        if (Has(Capability.ServerTime))
            lines = [.. lines.Select(Timed)];
        lock (_lock)
        {
            if (_captured is not null)
            {
                _captured.AddRange(lines);
                return;
            }
        }
        if (lines.Count > 0)
            Connection.Send(OutLine.Encode(lines));
    }

    private OutLine Timed(OutLine line) =>
        line.Source is null || line.Tags?.Any(t => t.Key is "time" or "batch") == true ? line : line.With("time", ServerTime.Format(Connection.UtcNow));

    public OutLine Line(int numeric, params string[] words) => new(null, Server.Name, Numeric.Format(numeric), [Nick, .. words]);

    public OutLine TextLine(int numeric, params string[] words) => new(null, Server.Name, Numeric.Format(numeric), [Nick, .. words], IsText: true);

    /// <summary>A numeric whose last word is a word.</summary>
    public void Number(int numeric, params string[] words) => Reply(Line(numeric, words));

    /// <summary>A numeric whose last word is a text.</summary>
    public void Text(int numeric, params string[] words) => Reply(TextLine(numeric, words));

    public void Fail(string command, string code, params string[] contextAndText) =>
        Reply(new OutLine(null, Server.Name, "FAIL", [command, code, .. contextAndText], IsText: true));

    public void Notice(string text) => Reply(new OutLine(null, Server.Name, "NOTICE", [Nick, text], IsText: true));

    /// <summary>ERROR, then the end of the connection.</summary>
    public void Close(CloseReason reason, string text)
    {
        if (reason != CloseReason.Quit)
            Session.Farewell ??= text;
        Signing.HasQuit = true;
        Signing.LastWords = text;
        Connection.Close(new Closing(reason, Session.Account?.Login.Value));
    }

    internal bool TryTake(Event answer, out Asked asked)
    {
        asked = default;
        if (answer.Ref is not { } reference)
            return false;
        lock (_lock)
            return _asked?.TryGetValue(reference, out asked) == true;
    }

    internal void Forget(long reference)
    {
        lock (_lock)
            _asked?.Remove(reference);
    }

    private long Expect(Asked asked)
    {
        lock (_lock)
            (_asked ??= []).Add(++_lastRef, asked);
        return _lastRef;
    }

    /// <summary>What waited for the person: also for clients that can ask for it, as from now on it counts as delivered.</summary>
    private ReadOnlyMemory<byte> EncodeReplay(IReadOnlyList<Event> events, IrcFormat format)
    {
        var lines = new List<OutLine>();
        foreach (var conversation in events.OfType<EntryEvent>().GroupBy(e => e.From, StringComparer.Ordinal))
            Pages.Write(this, conversation.Key, [.. conversation], format, lines);
        return OutLine.Encode(lines);
    }

    private ReadOnlyMemory<byte> EncodeOwn(IReadOnlyList<Event> events, IrcFormat format)
    {
        using var output = new FrameBuffer();
        var (now, lines) = (Connection.UtcNow, new List<OutLine>());
        List<OutLine>? kept = null;
        for (var i = 0; i < events.Count; i++)
        {
            var shown = events[i];
            if (shown is Message message && !OwnEvents.Concern(this, message) && MessageLine.TryWrite(output, message, format))
                continue;
            OwnEvents.Write(this, shown, format, now, lines);
            if (_captured is not null && OwnEvents.IsAnswer(this, shown))
            {
                (kept ??= []).AddRange(lines);
                lines.Clear();
            }
            // Whoever writes to themselves gets the echo, which may have a label, and the message.
            if (OwnEvents.IsToSelf(this, shown))
                OwnEvents.Write(this, shown, format, now, lines);
            OutLine.WriteTo(output, lines);
            lines.Clear();
        }
        if (kept is not null)
        {
            lock (_lock)
            {
                if (_captured is not null)
                    _captured.AddRange(kept);
                else
                    OutLine.WriteTo(output, kept);
            }
        }
        return output.Written.ToArray();
    }

    private bool TryReadLine(ReadOnlyMemory<byte> input, out int consumed, out IrcMessage? message)
    {
        message = null;
        if (!_reader.TryRead(input.Span, out consumed, out var line))
            return false;
        if (line.Kind == IrcInputKind.TooLong)
            Text(ERR_INPUTTOOLONG, "Input line was too long");
        else if (!line.IsUtf8 && Server.Settings.Utf8Only)
            RefuseBytes(IrcMessage.TryParse(Encoding.Latin1.GetString(line.Bytes), out var unread) ? unread : null);
        else
            _ = line.IsUtf8 ? IrcMessage.TryParse(line.Bytes, out message) : IrcMessage.TryParse(Encoding.Latin1.GetString(line.Bytes), out message);
        return true;
    }

    /// <summary>IRCv3 utf8-only.</summary>
    private void RefuseBytes(IrcMessage? unread)
    {
        var command = unread is not null && IrcCommandTable.Find(unread.Command) is { } known ? known.Name : "*";
        var line = new OutLine(null, Server.Name, "FAIL", [command, "INVALID_UTF8", "Message rejected, your IRC software MUST use UTF-8 encoding on this network"], IsText: true);
        Reply(unread is not null && LabelOf(unread) is { } label ? line.With("label", label) : line);
    }

    private string? LabelOf(IrcMessage message) =>
        message.Tags.TryGetValue("label", out var label) && label.Length is > 0 and <= 64 && Has(Capability.LabeledResponse) && !message.Tags.ContainsKey("batch") ? label : null;

    /// <summary>From now on answers are kept until <see cref="EndLabel()"/>. Null: they go out as they come.</summary>
    internal void BeginLabel(string? label)
    {
        if (label is null)
            return;
        lock (_lock)
            (_captured, _label) = ([], label);
    }

    /// <summary>Takes the label of the command that is being carried out over to a later one (a batch that opens).</summary>
    internal string? TakeLabel()
    {
        lock (_lock)
        {
            var label = _label;
            (_captured, _label) = (null, null);
            return label;
        }
    }

    internal void EndLabel()
    {
        if (_label is { } label)
            EndLabel(label);
    }

    private async ValueTask CarryOutAsync(IrcMessage message, CancellationToken cancellationToken)
    {
        if (LabelOf(message) is not { } label)
        {
            await IrcCommandTable.CarryOutAsync(this, message, cancellationToken);
            return;
        }
        await Session.SettledAsync(cancellationToken);
        BeginLabel(label);
        try
        {
            await IrcCommandTable.CarryOutAsync(this, message, cancellationToken);
            await Session.SettledAsync(cancellationToken);
        }
        finally
        {
            EndLabel();
        }
    }

    /// <summary>IRCv3 labeled-response: one line carries the label, several go in a batch, none becomes ACK.</summary>
    private void EndLabel(string label)
    {
        List<OutLine> lines;
        lock (_lock)
        {
            lines = _captured ?? [];
            (_captured, _label) = (null, null);
        }
        if (lines.Count == 0 && Signing.HasQuit)
            return;
        if (lines.Count == 0)
            lines.Add(new OutLine([new("label", label)], Server.Name, "ACK", []));
        else if (lines.Count == 1)
            lines[0] = lines[0].With("label", label);
        else if (IsOneBatch(lines))
            lines[0] = lines[0].With("label", label);
        else
        {
            var id = RandomId.Next();
            for (var i = 0; i < lines.Count; i++)
            {
                if (lines[i].Tags?.Any(t => t.Key == "batch") != true && !(lines[i].Command == "BATCH" && lines[i].Params[0].StartsWith('-')))
                    lines[i] = lines[i].With("batch", id);
            }
            lines.Insert(0, new OutLine([new("label", label)], Server.Name, "BATCH", ["+" + id, "labeled-response"]));
            lines.Add(new OutLine(null, Server.Name, "BATCH", ["-" + id]));
        }
        Connection.Send(OutLine.Encode(lines));
    }

    /// <summary>The answer is a single batch of its own, such as a page of history.</summary>
    private static bool IsOneBatch(List<OutLine> lines) =>
        lines[0] is { Command: "BATCH" } first && lines[^1] is { Command: "BATCH" } last
        && first.Params[0].StartsWith('+') && last.Params[0] == "-" + first.Params[0][1..];
}

/// <summary>A command that the session has not answered yet.</summary>
/// <param name="Answers">Filled for who waits for them; null for a post, whose answer nobody waits for.</param>
/// <param name="Target">Of a post; null when its refusal is not shown.</param>
internal readonly record struct Asked(List<Event>? Answers, string? Target);
