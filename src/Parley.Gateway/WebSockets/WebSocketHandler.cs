using Parley.Contracts;
using Parley.Core.Settings;
using Parley.Gateway.Connections;

namespace Parley.Gateway.WebSockets;

/// <summary>A WebSocket on a plain or TLS connection: IRC (https://ircv3.net/specs/extensions/websocket) with its HTTP handshake, or the JSON protocol after the web server's. A door that is made for it sees lines.</summary>
internal sealed class WebSocketHandler : IConnectionHandler
{
    /// <summary>From accept to a complete request.</summary>
    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(10);

    private readonly IConnection _below;
    private readonly Func<IConnection, IConnectionHandler> _makeDoor;
    private readonly IrcSettings? _settings;
    private readonly ITimer? _handshake;
    private readonly MessageReader _reader;
    private volatile Opened? _opened;

    public WebSocketHandler(IConnection below, Func<IConnection, IConnectionHandler> makeDoor, IrcSettings settings, TimeProvider time)
    {
        (_below, _makeDoor, _settings, _reader) = (below, makeDoor, settings, new(MessageForm.Lines));
        _handshake = time.CreateTimer(static handler => ((WebSocketHandler)handler!).GiveUp(), this, HandshakeLimit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>For a connection whose handshake is done.</summary>
    public WebSocketHandler(IConnection below, Func<IConnection, IConnectionHandler> makeDoor, MessageForm messages) =>
        (_below, _makeDoor, _reader) = (below, makeDoor, new(messages));

    public async ValueTask OpenedAsync(CancellationToken cancellationToken)
    {
        if (_settings is null)
            await OpenAsync(binary: false, cancellationToken);
    }

    public async ValueTask<int> ReceiveAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var consumed = 0;
        if (_opened is null && !await ShakeHandsAsync(input, out consumed, cancellationToken))
            return consumed;
        try
        {
            return consumed + await ReadAsync(_opened!, input[consumed..], cancellationToken);
        }
        catch (WebSocketFault fault)
        {
            _opened!.Connection.Close(CloseReason.ProtocolError, fault.Code);
            return input.Length;
        }
    }

    public ValueTask EndOfInputAsync(CancellationToken cancellationToken) => _opened?.Door.EndOfInputAsync(cancellationToken) ?? ValueTask.CompletedTask;

    public ReadOnlyMemory<byte> LastWords(CloseReason reason) => _opened is { } opened ? opened.Connection.LastWords(reason, opened.Door.LastWords(reason)) : default;

    public async ValueTask ClosedAsync(CloseReason reason)
    {
        if (_handshake is not null)
            await _handshake.DisposeAsync();
        if (_opened is { } opened)
            await opened.Door.ClosedAsync(reason);
        _reader.Lines.Release();
    }

    private ValueTask<bool> ShakeHandsAsync(ReadOnlyMemory<byte> input, out int consumed, CancellationToken cancellationToken)
    {
        if (!HttpRequest.TryRead(input.Span, out var request, out consumed))
            return ValueTask.FromResult(false);
        _handshake!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var upgrade = Upgrade.For(request, _settings!.WsOrigins);
        if (!upgrade.IsOpen)
        {
            consumed = input.Length;
            _below.Close(CloseReason.ProtocolError, upgrade.Answer);
            return ValueTask.FromResult(false);
        }
        _below.TrySend(upgrade.Answer);
        return OpenAsync(upgrade.IsBinary, cancellationToken);
    }

    private async ValueTask<bool> OpenAsync(bool binary, CancellationToken cancellationToken)
    {
        var connection = new WebSocketConnection(_below, binary);
        var opened = new Opened(connection, _makeDoor(connection));
        _opened = opened;
        await opened.Door.OpenedAsync(cancellationToken);
        return true;
    }

    private async ValueTask<int> ReadAsync(Opened opened, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var consumed = 0;
        while (!cancellationToken.IsCancellationRequested && _reader.Read(input.Span[consumed..], out var received) is var read and > 0)
        {
            consumed += read;
            switch (received.Opcode)
            {
                case Opcode.Text:
                    _reader.Lines.Consume(await opened.Door.ReceiveAsync(_reader.Lines.Filled, cancellationToken));
                    break;
                case Opcode.Ping:
                    _below.TrySend(FrameWriter.Pong(received.Payload.Span));
                    break;
                case Opcode.Close:
                    var code = MessageReader.CodeOf(received.Payload.Span);
                    await opened.Door.EndOfInputAsync(cancellationToken);
                    opened.Connection.Close(CloseReason.PeerClosed, code);
                    return input.Length;
            }
        }
        return consumed;
    }

    private void GiveUp()
    {
        if (_opened is null)
            _below.Close(CloseReason.LoginTimeout, HttpAnswer.TooSlow);
    }

    private sealed record Opened(WebSocketConnection Connection, IConnectionHandler Door);
}
