using System.Net;
using Parley.Contracts;
using Parley.Gateway.Connections;

namespace Parley.Gateway.WebSockets;

/// <summary>A WebSocket as the door behind it sees it: what it sends as lines leaves as messages. Budget, draining and end are those of the connection below.</summary>
internal sealed class WebSocketConnection(IConnection below, bool binary) : IConnection
{
    /// <summary>A room hands the same bytes to one member after the other, on one thread: their messages are made for the first.</summary>
    [ThreadStatic]
    private static Framed? _last;

    public long Id => below.Id;

    public IPEndPoint? RemoteEndPoint => below.RemoteEndPoint;

    public int? LocalPort => below.LocalPort;

    public bool IsLocal => below.IsLocal;

    public bool IsEncrypted => below.IsEncrypted;

    public ReadOnlyMemory<byte>? PeerCertificateSha256 => below.PeerCertificateSha256;

    public TimeSpan? RoundTrip => below.RoundTrip;

    public long PendingBytes => below.PendingBytes;

    public bool HasAllArrived => below.HasAllArrived;

    public ValueTask ArrivedAsync(CancellationToken cancellationToken) => below.ArrivedAsync(cancellationToken);

    public bool TrySend(ReadOnlyMemory<byte> frame, Action? arrived = null)
    {
        var messages = MessagesOf(frame);
        if (!messages.IsEmpty)
            return below.TrySend(messages, arrived);
        arrived?.Invoke();
        return true;
    }

    public ValueTask DrainAsync(long bytes, CancellationToken cancellationToken) => below.DrainAsync(bytes, cancellationToken);

    public void Close(CloseReason reason, ReadOnlyMemory<byte> lastWords = default) => Close(reason, CloseCode.Of(reason), lastWords);

    public void Close(CloseReason reason, int code, ReadOnlyMemory<byte> lastWords = default) =>
        below.Close(reason, FrameWriter.LinesAndClose(lastWords.Span, binary, code));

    /// <summary>What to send when the connection below is the one that closes.</summary>
    public ReadOnlyMemory<byte> LastWords(CloseReason reason, ReadOnlyMemory<byte> words) =>
        FrameWriter.LinesAndClose(words.Span, binary, CloseCode.Of(reason));

    private ReadOnlyMemory<byte> MessagesOf(ReadOnlyMemory<byte> lines)
    {
        if (_last is not { } last || last.Binary != binary || !last.Lines.Equals(lines))
            _last = last = new(lines, binary, FrameWriter.Lines(lines.Span, binary));
        return last.Messages;
    }

    /// <param name="Lines">Known again by where they lie, as bytes that are sent never change.</param>
    private sealed record Framed(ReadOnlyMemory<byte> Lines, bool Binary, ReadOnlyMemory<byte> Messages);
}
