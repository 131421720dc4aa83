using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Sessions;
using Parley.Core.Turns;
using Parley.Gateway.Doors.Json;
using Parley.Protocol.Line;

namespace Parley.Gateway.Doors.Line;

/// <summary>The <c>#</c> line protocol on one connection. docs/protocol/line.md.</summary>
internal sealed class LineDialect : IDialect
{
    private static readonly LineWriter Writer = new(TimeZoneInfo.Local);

    private readonly ChatConnection _connection;
    private readonly DoorSettings _settings;
    private readonly LineReader _reader = new();
    private readonly PendingPrivate _pending = new();
    private volatile LineFormat _format;
    private volatile LoginDialogue? _dialogue;
    private ProfileDialogue? _profile;
    private volatile bool _echo;

    public LineDialect(ChatConnection connection, DoorSettings settings)
    {
        _connection = connection;
        _settings = settings;
        _echo = settings.Chat.Line.Echo;
        _format = new LineFormat(settings.Lang);
        var accounts = settings.Chat.Accounts;
        _dialogue = new LoginDialogue(new LoginRules(accounts.MinPassword, accounts.MaxPassword, accounts.Registration.Enabled, Session.Origin.IsSecret), settings.Lang);
    }

    private Session Session => _connection.Session;

    public void Greet()
    {
        _connection.Send(Writer.Banner(_settings.Version, _connection.UtcNow, _format));
        if (_dialogue is { } dialogue)
            _connection.Send(dialogue.Begin());
    }

    public async ValueTask<int> ReceiveAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var consumed = 0;
        while (_reader.TryRead(input.Span[consumed..], out var taken, out var line))
        {
            consumed += taken;
            if (Turn.IsLong)
                await Turn.Outside();
            _connection.Send(_reader.TakeReplies());
            if (!await _connection.TurnAsync(input[consumed..], cancellationToken))
                Refuse(Refusal.Of(ErrorCode.TooFast, "seconds", _connection.Pace.RetrySeconds));
            else if (_dialogue is { } dialogue)
                await TakeAsync(dialogue, line, cancellationToken);
            else if (_profile is { } profile)
                await TakeAsync(profile, line, cancellationToken);
            else
                await TakeAsync(line, cancellationToken);
            if (_hasLeft)
                return consumed;
        }
        _connection.Send(_reader.TakeReplies());
        return input.Length;
    }

    public ReadOnlyMemory<byte> Encode(Delivery delivery)
    {
        var events = delivery.Events;
        if (_dialogue is { } dialogue && events is [Error refused])
            return dialogue.Refused(new Refusal((ErrorCode)refused.Code) { Args = refused.Args });
        var showsAll = delivery.IsOfRoom ? _echo || !delivery.IsFrom(Session.Id) : events.All(Shows);
        if (!showsAll)
            return Writer.Write([.. events.Where(Shows)], Format);
        var key = Format.SharingKey(events);
        return delivery.Frames(key, key, static (shown, format) => Writer.Write(shown, format));
    }

    private LineFormat Format
    {
        get
        {
            var (known, lang, viewer) = (_format, Session.Lang, Session.Face?.Name);
            if (known.Lang == lang && known.Viewer == viewer)
                return known;
            return _format = known with { Lang = lang, Viewer = viewer };
        }
    }

    /// <summary>Another dialect has taken the connection over.</summary>
    private bool _hasLeft;

    private bool Shows(Event shown) =>
        LineFormat.Shows(shown, Session.Id, _echo) && (shown is not AlreadyHome || _settings.Chat.Line.Hints);

    private async ValueTask TakeAsync(LoginDialogue dialogue, InputLine line, CancellationToken cancellationToken)
    {
        var step = dialogue.Take(line);
        _connection.Send(step.Output);
        if (step.Command is { } command)
        {
            await LogInAsync(command, cancellationToken);
            // A program that sent #login would have its messages taken for answers.
            if (step.Asked && Session.Account?.Profile.Missing is { } missing)
                Begin(new ProfileDialogue(missing));
        }
        else if (step.Request is { } request)
        {
            _dialogue = null;
            await CarryOutAsync(request, cancellationToken);
            if (request is Ask { Command: SetLanguage })
                dialogue.Lang = Session.Lang;
            dialogue.Codes = Format.Codes;
            if (request is Ask { Command: Exit } || _hasLeft)
                return;
            _dialogue = dialogue;
            _connection.Send(dialogue.Prompt());
        }
    }

    private void Begin(ProfileDialogue profile)
    {
        _profile = profile;
        _connection.Send(profile.Begin(Format));
    }

    private async ValueTask TakeAsync(ProfileDialogue profile, InputLine line, CancellationToken cancellationToken)
    {
        var step = profile.Take(line, Format);
        _connection.Send(step.Output);
        if (profile.IsDone)
            _profile = null;
        if (step.Command is { } command)
        {
            await Session.HandleAsync(command, cancellationToken);
        }
        else if (step.Request is { } request)
        {
            await CarryOutAsync(request, cancellationToken);
            if (_profile == profile && request is not Ask { Command: Exit } && !_hasLeft)
                _connection.Send(profile.Prompt(Format));
        }
    }

    /// <summary>A refusal comes as an event and is worded by the dialogue; a login ends it.</summary>
    private async ValueTask LogInAsync(Command command, CancellationToken cancellationToken)
    {
        await Session.HandleAsync(command, cancellationToken);
        if (Session.Account is not null)
            _dialogue = null;
    }

    private async ValueTask TakeAsync(InputLine line, CancellationToken cancellationToken)
    {
        if (line.TooLong)
        {
            Refuse(Refusal.Of(ErrorCode.TooLong, "limit", Limits.LineBytes));
            return;
        }
        if (line.BadUtf8)
            Refuse(new Refusal(ErrorCode.BadUtf8));
        if (!_pending.IsWaiting)
        {
            await CarryOutAsync(LineParser.Parse(line.Text, _settings.Chat.Line.HashText), cancellationToken);
            return;
        }
        var to = _pending.To;
        switch (_pending.Take(line.Text, _connection.UtcNow))
        {
            case null:
                Notice("private.expired", ("user", to));
                break;
            case Cancel:
                Notice("private.cancelled");
                break;
            case var request:
                await CarryOutAsync(request, cancellationToken);
                break;
        }
    }

    private async ValueTask CarryOutAsync(LineRequest request, CancellationToken cancellationToken)
    {
        // What the door answers itself comes behind the answers of the posts before it.
        if (request is not (Ask or SendPrivate))
            await Session.SettledAsync(cancellationToken);
        switch (request)
        {
            case Ask { Command: AskTime time }:
                time = _connection.Receive(time);
                await Session.HandleAsync(time with { Estimate = _connection.Clock }, cancellationToken);
                break;
            case Ask ask:
                await Session.HandleAsync(ask.Command, cancellationToken);
                break;
            case SendPrivate send:
                await SendPrivateAsync(send, cancellationToken);
                break;
            case SetEcho echo:
                _echo = echo.On;
                Notice(echo.On ? "echo.on" : "echo.off");
                break;
            case SetCodes codes:
                _format = Format with { Codes = codes.On };
                Notice(codes.On ? "codes.on" : "codes.off");
                break;
            case ShowHelp help:
                _connection.Send(Writer.Help(Format, help.About));
                break;
            case SpeakJson:
                _hasLeft = true;
                Session.BecomeProgram();
                _connection.Speak(new JsonDialect(_connection));
                break;
            case BeginProfile:
                Begin(new ProfileDialogue());
                break;
            case BeginLogin or BeginRegistration:
                Refuse(new Refusal(ErrorCode.AlreadyLoggedIn));
                break;
            case Refused refused:
                Refuse(refused.Refusal);
                break;
            case Cancel or Blank:
                break;
        }
    }

    private async ValueTask SendPrivateAsync(SendPrivate send, CancellationToken cancellationToken)
    {
        // #private-ana: somebody may be called "-ana".
        if (send.OrTo is { } other && !await Session.KnowsAsync(send.To, cancellationToken))
            send = send with { To = other, OrTo = null };
        if (send.Text is { } text)
        {
            await Session.HandleAsync(new Post(text, send.Id) { To = send.To }, cancellationToken);
            return;
        }
        // Also when there is no such person: the next line is meant for one reader, and must not go to the room.
        _pending.Begin(send, _connection.UtcNow);
        Notice("prompt.private", ("user", send.To));
    }

    private void Refuse(Refusal refusal) => _connection.Send(Writer.Refusal(Format, refusal));

    private void Notice(string key, params (string Name, object? Value)[] values) => _connection.Send(Writer.Notice(Format, key, values));
}
