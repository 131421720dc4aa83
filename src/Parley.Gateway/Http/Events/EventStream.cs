using System.Buffers;
using System.Globalization;
using System.Text;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Sessions;
using Parley.Gateway.Connections;
using Parley.Gateway.Doors.Json;
using Parley.Protocol;
using Parley.Protocol.Json;

namespace Parley.Gateway.Http.Events;

/// <summary>Server-sent events (WHATWG HTML, 9.2) on a connection of ours: a visit that joins rooms and stays. Each event's id says where in each room the stream is behind it.</summary>
internal sealed class EventStream : IConnectionHandler, ISessionDoor
{
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(15);

    /// <summary>Output left waiting when a long answer may go on.</summary>
    private const int DrainedBytes = 64 * 1024;

    private readonly IConnection _connection;
    private readonly EventRequest _request;
    private readonly Lock _lock = new();

    /// <summary>By conversation.</summary>
    private readonly SortedDictionary<long, long> _positions;

    private readonly ITimer _timer;

    public EventStream(IConnection connection, Web web, EventRequest request)
    {
        (_connection, _request) = (connection, request);
        _positions = new(request.Rooms.Where(room => room.After is not null).ToDictionary(room => room.Conversation, room => room.After!.Value));
        Session = web.Chat.Open(this, web.Settings.OriginOf(connection, "http"), Manner.Visiting, request.Lang);
        _timer = web.Chat.Time.CreateTimer(_ => connection.TrySend(":\n\n"u8.ToArray()), null, SignOfLife, SignOfLife);
    }

    public Session Session { get; }

    public long PendingBytes => _connection.PendingBytes;

    public async ValueTask OpenedAsync(CancellationToken cancellationToken)
    {
        if (await Session.VisitAsync(_request.Token, cancellationToken) is not null)
        {
            Close(new Closing(CloseReason.Revoked));
            return;
        }
        foreach (var room in _request.Rooms)
            await Session.HandleAsync(new JoinRoom(room.Name, room.After, room.Conversation, _request.Key), cancellationToken);
    }

    /// <summary>Nothing comes.</summary>
    public ValueTask<int> ReceiveAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken) => ValueTask.FromResult(input.Length);

    public ReadOnlyMemory<byte> LastWords(CloseReason reason) => Encode(new Delivery(new Closing(reason)));

    public async ValueTask ClosedAsync(CloseReason reason)
    {
        await _timer.DisposeAsync();
        await Session.EndAsync(reason);
        Session.Dispose();
    }

    public bool TryDeliver(Delivery delivery)
    {
        // The order of ids is the order of sending.
        lock (_lock)
        {
            var bytes = Encode(delivery);
            return bytes.IsEmpty || _connection.TrySend(bytes, delivery.Arrived);
        }
    }

    public ValueTask DrainAsync(CancellationToken cancellationToken) => _connection.DrainAsync(DrainedBytes, cancellationToken);

    public void Close(Closing lastWord) => _connection.Close(lastWord.Reason, LastWords(lastWord.Reason));

    private ReadOnlyMemory<byte> Encode(Delivery delivery)
    {
        var output = new ArrayBufferWriter<byte>();
        // Refusals have texts in the reader's language and are nobody else's.
        var lines = delivery.Events is [Error error]
            ? JsonProtocol.Encode(error with { Text = Texts.For(Session.Lang).Error(error.Code, error.Args) ?? "" }).Span
            : delivery.Frames(JsonDialect.Shared, 0, static (shared, _) => JsonProtocol.Encode(shared)).Span;
        foreach (var told in delivery.Events)
        {
            var end = lines.IndexOf((byte)'\n');
            if (Name(told) is { } name)
            {
                if (told is EntryEvent { Position.Value: > 0 } entry)
                    Write(output, $"id: {IdAfter(entry)}\n");
                Write(output, $"event: {name}\ndata: ");
                output.Write(lines[..end]);
                Write(output, "\n\n");
            }
            lines = lines[(end + 1)..];
        }
        return output.WrittenMemory;
    }

    private string IdAfter(EntryEvent entry)
    {
        _positions[entry.Conversation.Value] = entry.Position.Value;
        return string.Join(',', _positions.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key}:{p.Value}")));
    }

    /// <summary>Null for what a stream does not show.</summary>
    private static string? Name(Event told) => told switch
    {
        Message => "msg",
        Edit => "edit",
        Redaction => "redact",
        Reaction => "reaction",
        TopicChanged => "topic",
        RulesChanged => "rules",
        EntryEvent => "entry",
        RoomEntered => "entered",
        RoomClosed => "room-closed",
        Error => "error",
        Closing => "closing",
        _ => null,
    };

    private static void Write(ArrayBufferWriter<byte> output, string text) => output.Write(Encoding.UTF8.GetBytes(text));
}

/// <param name="Key">For rooms that have one.</param>
internal sealed record EventRequest(string Token, string? Key, string Lang, IReadOnlyList<EventRoom> Rooms);

/// <param name="After">Null: from now on.</param>
internal sealed record EventRoom(string Name, long Conversation, long? After);
