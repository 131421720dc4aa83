using System.Collections.Concurrent;
using System.Text;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Sessions;
using Parley.Gateway.Doors.Irc.Commands;
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
    private readonly ConcurrentDictionary<long, Asked> _asked = new();
    private List<OutLine>? _captured;
    private string? _label;
    private long _lastRef;
    private bool _wasAsked;
    private ulong _capabilities;

    public IrcDialect(ChatConnection connection, IrcServer server)
    {
        Connection = connection;
        Server = server;
        _reader = new IrcReader(server.Settings.MaxLineTags - 2);
        Signing = new Registration();
        Modes = new UserModeSet();
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

    /// <summary>Folded nicks that may write in spite of the user mode R. Any thread.</summary>
    private readonly ConcurrentDictionary<string, bool> _accepted = new(StringComparer.Ordinal);

    public bool Accepts(string fold) => _accepted.ContainsKey(fold);

    public bool TryAccept(string fold, int max) => _accepted.ContainsKey(fold) || (_accepted.Count < max && _accepted.TryAdd(fold, true));

    public void Forbid(string fold) => _accepted.TryRemove(fold, out _);

    /// <summary>How far a guest has read, by the folded target: as long as the connection.</summary>
    public Dictionary<string, DateTimeOffset> GuestMarks { get; } = new(StringComparer.Ordinal);

    /// <summary>Batches that the client has open, by their reference.</summary>
    public Dictionary<string, OpenBatch> Batches { get; } = new(StringComparer.Ordinal);

    /// <summary>One that was broken off by a failure, until it is closed.</summary>
    public string? FailedBatch { get; set; }

    public Capability Capabilities
    {
        get => (Capability)Volatile.Read(ref _capabilities);
        set
        {
            Volatile.Write(ref _capabilities, (ulong)value);
            Session.WatchesChanges = Has(Capability.ExtendedMonitor);
            Session.Replay = Has(Capability.ChatHistory) ? 0 : Server.All.History.Autoreplay;
        }
    }

    public IrcFormat Format => IrcFormat.Of(Capabilities, Server.Name);

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
        var format = Format;
        var events = delivery.Events;
        if (delivery.IsReplay)
            return EncodeReplay(events, format);
        foreach (var shown in events)
        {
            if (OwnEvents.Concern(this, shown))
                return EncodeOwn(delivery, format);
        }
        return delivery.Frames(format, shared =>
        {
            var lines = new List<OutLine>();
            foreach (var one in shared)
                IrcEvents.Write(one, format, Connection.UtcNow, lines);
            return OutLine.Encode(lines);
        });
    }

    /// <summary>Hands a command to the session and returns what it answered, but for what must stand in its place among other events.</summary>
    public async ValueTask<IReadOnlyList<Event>> AskAsync(Command command, CancellationToken cancellationToken)
    {
        var asked = new Asked();
        var reference = ++_lastRef;
        _asked[reference] = asked;
        await Session.HandleAsync(command with { Ref = reference }, cancellationToken);
        await Session.SettledAsync(cancellationToken);
        _asked.TryRemove(reference, out _);
        return asked.Events;
    }

    /// <summary>As <see cref="AskAsync"/>; the first refusal, or null.</summary>
    public async ValueTask<Error?> TryAsync(Command command, CancellationToken cancellationToken) =>
        (await AskAsync(command, cancellationToken)).OfType<Error>().FirstOrDefault();

    /// <summary>Hands a post over without waiting for its answer; a refusal is shown by <paramref name="refused"/> when it comes.</summary>
    public ValueTask PostAsync(Command command, Action<Error>? refused, CancellationToken cancellationToken)
    {
        var reference = ++_lastRef;
        _asked[reference] = new Asked { Refused = refused ?? (_ => { }) };
        return Session.HandleAsync(command with { Ref = reference }, cancellationToken);
    }

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

    internal bool TryTake(Event answer, out Asked? asked)
    {
        asked = null;
        return answer.Ref is { } reference && _asked.TryGetValue(reference, out asked);
    }

    internal void Forget(Event answer) => _asked.TryRemove(answer.Ref!.Value, out _);

    /// <summary>What waited for the person: also for clients that can ask for it, as from now on it counts as delivered.</summary>
    private ReadOnlyMemory<byte> EncodeReplay(IReadOnlyList<Event> events, IrcFormat format)
    {
        var lines = new List<OutLine>();
        foreach (var conversation in events.OfType<EntryEvent>().GroupBy(e => e.From, StringComparer.Ordinal))
            Pages.Write(this, conversation.Key, [.. conversation], format, lines);
        return OutLine.Encode(lines);
    }

    private ReadOnlyMemory<byte> EncodeOwn(Delivery delivery, IrcFormat format)
    {
        var (now, lines) = (Connection.UtcNow, new List<OutLine>());
        var kept = new List<OutLine>();
        foreach (var shown in delivery.Events)
        {
            var before = lines.Count;
            OwnEvents.Write(this, shown, format, now, lines);
            if (_captured is not null && OwnEvents.IsAnswer(this, shown))
            {
                kept.AddRange(lines.Skip(before));
                lines.RemoveRange(before, lines.Count - before);
            }
            // Whoever writes to themselves gets the echo, which may have a label, and the message.
            if (OwnEvents.IsToSelf(this, shown))
                OwnEvents.Write(this, shown, format, now, lines);
        }
        if (kept.Count > 0)
        {
            lock (_lock)
            {
                if (_captured is not null)
                    _captured.AddRange(kept);
                else
                    lines.AddRange(kept);
            }
        }
        return lines.Count == 0 ? default : OutLine.Encode(lines);
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
internal sealed class Asked
{
    public List<Event> Events { get; } = [];

    /// <summary>For posts, whose answers nobody waits for.</summary>
    public Action<Error>? Refused { get; init; }
}
