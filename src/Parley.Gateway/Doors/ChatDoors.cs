using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core;
using Parley.Core.Sessions;
using Parley.Gateway.Connections;
using Parley.Gateway.Doors.Irc;
using Parley.Gateway.Doors.Line;
using Parley.Gateway.WebSockets;
using Parley.Protocol.Line;

namespace Parley.Gateway.Doors;

/// <summary>The line, JSON and IRC doors of a chat: makes the handlers of their connections.</summary>
public sealed class ChatDoors : IAsyncDisposable
{
    private readonly Chat _chat;
    private readonly DoorSettings _settings;
    private readonly OpenDoors _open;

    internal DoorSettings Settings => _settings;

    internal OpenDoors Open => _open;

    /// <summary>Made for the first IRC connection.</summary>
    private readonly Lazy<IrcServer> _irc;

    /// <param name="lang"><c>es</c> or <c>en</c>: of the texts before anybody has chosen.</param>
    /// <param name="version">Shown in the banner.</param>
    public ChatDoors(Chat chat, string lang, string version, ILogger<ChatDoors> log)
    {
        _chat = chat;
        _settings = new DoorSettings(chat.Settings, lang, version, log);
        TooManyIrcConnections = lang == "es" ? "ERROR :Demasiadas conexiones\r\n"u8.ToArray() : "ERROR :Too many connections\r\n"u8.ToArray();
        _open = new OpenDoors(chat.Settings.Limits, chat.Time);
        _irc = new Lazy<IrcServer>(() => new IrcServer(chat, _settings));
    }

    /// <summary>For listeners of the line and JSON protocols.</summary>
    public IConnectionHandler Accept(IConnection connection) =>
        new ChatConnection(connection, _chat, _settings, _open, "line", Manner.Placed, c => new FirstByteDialect(c, new LineDialect(c, _settings)));

    /// <summary>For listeners of IRC.</summary>
    public IConnectionHandler AcceptIrc(IConnection connection) =>
        new ChatConnection(connection, _chat, _settings, _open, "irc", Manner.Named, c => new IrcDialect(c, _irc.Value));

    /// <summary>For listeners of IRC over WebSocket.</summary>
    public IConnectionHandler AcceptIrcWebSocket(IConnection connection) => new WebSocketHandler(connection, AcceptIrc, _chat.Settings.Irc, _chat.Time);

    /// <summary>What REHASH does; null: nothing.</summary>
    public Action? Rehash
    {
        get => _settings.Rehash;
        set => _settings.Rehash = value;
    }

    /// <summary>Said to an IRC connection that is one too many.</summary>
    public ReadOnlyMemory<byte> TooManyIrcConnections { get; }

    /// <summary>Said to a WebSocket that is one too many.</summary>
    public static ReadOnlyMemory<byte> TooManyWebSockets => HttpAnswer.TooMany;

    /// <summary>Said to a connection that is one too many.</summary>
    public ReadOnlyMemory<byte> TooManyConnections =>
        new LineWriter(TimeZoneInfo.Local).Write(new Closing(CloseReason.TooManyConnections), new LineFormat(_settings.Lang));

    /// <summary>Tells every connection that the server stops, and closes it behind what it still has to be sent.</summary>
    public void TellStopping() => _open.TellStopping();

    public ValueTask DisposeAsync() => _open.DisposeAsync();
}
