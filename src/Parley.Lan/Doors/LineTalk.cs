using Parley.Contracts;
using Parley.Lan.Chat;
using Parley.Protocol.Line;

namespace Parley.Lan.Doors;

/// <summary>What follows a line.</summary>
internal enum LineThen
{
    Line,
    Json,
    End,
}

/// <summary>The <c>#</c> line protocol with this device's person, who needs no login. docs/protocol/line.md.</summary>
internal sealed class LineTalk(LanSession session, TimeProvider time, Action<ReadOnlyMemory<byte>> send)
{
    private static readonly LineWriter Writer = new(TimeZoneInfo.Local);

    private readonly LineReader _reader = new();
    private readonly PendingPrivate _pending = new();
    private volatile bool _codes;
    private volatile bool _echo = true;

    private LineFormat Format => new(session.Lang, _codes, session.Name);

    public void Greet() => send(Writer.Banner(LanVersion.Text, time.GetUtcNow(), Format));

    public ReadOnlyMemory<byte> Written(IReadOnlyList<Event> events) => Writer.Write([.. events.Where(e => LineFormat.Shows(e, session.Id, _echo))], Format);

    /// <summary>Takes one line of the input, if it is whole.</summary>
    public async Task<(int Taken, LineThen Then)> TakeAsync(ReadOnlyMemory<byte> input, CancellationToken ct)
    {
        if (input.IsEmpty)
            return (0, LineThen.Line);
        var isWhole = _reader.TryRead(input.Span, out var taken, out var line);
        send(_reader.TakeReplies());
        return (taken, isWhole ? await TakeAsync(line, ct) : LineThen.Line);
    }

    private async Task<LineThen> TakeAsync(InputLine line, CancellationToken ct)
    {
        if (line.TooLong)
        {
            Refuse(Refusal.Of(ErrorCode.TooLong, "limit", Limits.LineBytes));
            return LineThen.Line;
        }
        if (line.BadUtf8)
            Refuse(new Refusal(ErrorCode.BadUtf8));
        if (!_pending.IsWaiting)
            return await CarryOutAsync(LineParser.Parse(line.Text, place: session.LinePlace), ct);
        var to = _pending.To;
        switch (_pending.Take(line.Text, time.GetUtcNow()))
        {
            case null:
                Notice("private.expired", ("user", to));
                return LineThen.Line;
            case Cancel:
                Notice("private.cancelled");
                return LineThen.Line;
            case var request:
                return await CarryOutAsync(request, ct);
        }
    }

    private async Task<LineThen> CarryOutAsync(LineRequest request, CancellationToken ct)
    {
        switch (request)
        {
            case Ask ask:
                return await session.HandleAsync(ask.Command, ct) ? LineThen.Line : LineThen.End;
            case SendPrivate { Text: { } text } send:
                return await session.HandleAsync(new Post(text, send.Id) { To = send.To }, ct) ? LineThen.Line : LineThen.End;
            case SendPrivate begun:
                _pending.Begin(begun, time.GetUtcNow());
                Notice("prompt.private", ("user", begun.To));
                break;
            case SetEcho echo:
                _echo = echo.On;
                Notice(echo.On ? "echo.on" : "echo.off");
                break;
            case SetCodes codes:
                _codes = codes.On;
                Notice(codes.On ? "codes.on" : "codes.off");
                break;
            case ShowHelp help:
                send(Writer.Help(Format, help.About, place: session.LinePlace));
                break;
            case SpeakJson:
                return LineThen.Json;
            case Refused refused:
                Refuse(refused.Refusal);
                break;
        }
        return LineThen.Line;
    }

    private void Refuse(Refusal refusal) => send(Writer.Refusal(Format, refusal));

    private void Notice(string key, params (string Name, object? Value)[] values) => send(Writer.Notice(Format, key, values));
}
