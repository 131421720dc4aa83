using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Turns;
using Parley.Protocol;
using Parley.Protocol.Json;
using Parley.Protocol.Line;

namespace Parley.Gateway.Doors.Json;

/// <summary>The JSON protocol on one connection. docs/protocol/json.md.</summary>
/// <param name="carried">Where the connection began with an HTTP request: the token it carried, which a <c>token-login</c> without one means; empty for none. Null elsewhere.</param>
internal sealed class JsonDialect(ChatConnection connection, string? carried = null) : IDialect
{
    /// <summary>Bytes without texts in a language are the same for every program.</summary>
    internal static readonly object Shared = new();

    public async ValueTask<int> ReceiveAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var consumed = 0;
        while (true)
        {
            var complete = TryRead(input[consumed..], out var taken, out var command, out var malformed);
            consumed += taken;
            if (!complete)
                return consumed;
            if (Turn.IsLong)
                await Turn.Outside();
            if (!await connection.TurnAsync(input[consumed..], cancellationToken))
                malformed = new MalformedCommand(Refusal.Of(ErrorCode.TooFast, "seconds", connection.Pace.RetrySeconds), command?.Ref, null);
            if (malformed is not null)
                await TellAsync(malformed, cancellationToken);
            else if (command is not null)
                await connection.Session.HandleAsync(command, cancellationToken);
        }
    }

    public ReadOnlyMemory<byte> Encode(Delivery delivery)
    {
        if (!delivery.IsOfRoom && delivery.Events.Any(e => e is Error))
            return EncodeWithTexts(delivery.Events);
        return delivery.Frames(Shared, 0, static (shared, _) => JsonProtocol.Encode(shared));
    }

    private ReadOnlyMemory<byte> EncodeWithTexts(IReadOnlyList<Event> events)
    {
        var texts = Texts.For(connection.Session.Lang);
        return JsonProtocol.Encode([.. events.Select(e => e is Error error ? error with { Text = texts.Error(error.Code, error.Args) ?? "" } : e)]);
    }

    /// <summary>One frame as a command or why it is none. A course exercise's object counts as the line it means.</summary>
    private bool TryRead(ReadOnlyMemory<byte> input, out int consumed, out Command? command, out MalformedCommand? malformed)
    {
        command = null;
        malformed = null;
        try
        {
            if (!JsonFrames.TryRead(input.Span, out consumed, out var frame))
                return false;
            if (JsonProtocol.TryParseCommand(frame, out command, out malformed))
            {
                if (connection.Session.Account is null)
                    connection.Session.BecomeProgram();
                if (command is AskTime ask)
                    command = connection.Receive(ask);
                else if (command is TokenLogin { Token: null } login && carried is not null)
                    (command, malformed) = WithCarried(login);
            }
            else if (StudentForm.TryRead(frame, out var line))
            {
                // They mean what the line means: one current room.
                connection.Session.BecomePerson();
                (command, malformed) = OfLine(line);
            }
            return true;
        }
        catch (ProtocolException tooLong)
        {
            Tell(new MalformedCommand(Refusal.Of(tooLong.Code, "limit", Limits.FrameBytes), null, null));
            connection.Close(new Closing(CloseReason.ProtocolError));
            consumed = input.Length;
            return false;
        }
    }

    private (Command? Command, MalformedCommand? Malformed) WithCarried(TokenLogin login) => carried!.Length > 0
        ? (login with { Token = carried }, null)
        : (null, new MalformedCommand(new Refusal(ErrorCode.LoginFirst), login.Ref, null));

    private static (Command? Command, MalformedCommand? Malformed) OfLine(string line) => LineParser.Parse(line) switch
    {
        Ask ask => (ask.Command, null),
        SendPrivate { Text: { } text } send => (new Post(text, send.Id) { To = send.To }, null),
        Refused refused => (null, new MalformedCommand(refused.Refusal, null, null)),
        _ => (null, new MalformedCommand(Refusal.Of(ErrorCode.InvalidValue, "what", "Tipo"), null, null)),
    };

    /// <summary>Behind the answers of the posts before it.</summary>
    private async ValueTask TellAsync(MalformedCommand malformed, CancellationToken cancellationToken)
    {
        await connection.Session.SettledAsync(cancellationToken);
        Tell(malformed);
    }

    private void Tell(MalformedCommand malformed) => connection.TryDeliver(new Delivery(malformed.ToError("")));
}
