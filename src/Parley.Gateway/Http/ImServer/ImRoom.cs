using System.Text;
using System.Threading.Channels;
using Parley.Contracts;
using Parley.Core;
using Parley.Core.Ports;
using Parley.Core.Sessions;
using Parley.Core.Views;

namespace Parley.Gateway.Http.ImServer;

/// <summary>A namespace and a room that share a conversation: what is set under somebody's name is said in the room, what is said there is under <c>msg/POSITION</c>.</summary>
/// <remarks>It is in the room as a guest of its own, since nobody knows who sets a key. Both directions have a bounded queue; what does not fit is not handed on.</remarks>
internal sealed class ImRoom : ISessionDoor, IAsyncDisposable
{
    /// <summary>Messages that a namespace keeps.</summary>
    private const int Kept = 200;

    private const int Queue = 1024;

    private readonly ImServerPage _page;
    private readonly string _prefix;
    private readonly string _room;
    private readonly Session _session;
    private readonly Channel<Event> _said = Channel.CreateBounded<Event>(new BoundedChannelOptions(Queue) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Channel<(byte[] Key, ReadOnlyMemory<byte> Value)> _set = Channel.CreateBounded<(byte[], ReadOnlyMemory<byte>)>(new BoundedChannelOptions(Queue) { FullMode = BoundedChannelFullMode.DropOldest });
    private Task _working = Task.CompletedTask;

    private ImRoom(Chat chat, ImServerPage page, string prefix, string room)
    {
        (_page, _prefix, _room) = (page, prefix, room);
        _session = chat.Open(this, new Origin("none", IsSecret: true, IsExempt: true, "imserver"), Manner.Named, "en");
    }

    /// <param name="binding"><c>NAMESPACE=ROOM</c>.</param>
    /// <returns>Null when it is no such binding, guests are not let in, or the room does not let this one in.</returns>
    public static async Task<ImRoom?> TryEnterAsync(Chat chat, ImServerPage page, string binding, CancellationToken cancellationToken)
    {
        if (binding.Split('=', 2) is not [var space, var name] || !RoomName.TryParse(name, out var room))
            return null;
        var shared = new ImRoom(chat, page, ImSpaces.Normal(space), room.Value);
        if (await shared.EnterAsync(cancellationToken))
            return shared;
        await shared.DisposeAsync();
        return null;
    }

    public bool TryDeliver(Delivery delivery)
    {
        foreach (var shown in delivery.Events)
            _said.Writer.TryWrite(shown);
        return true;
    }

    public ValueTask DrainAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public long PendingBytes => 0;

    public void Close(Closing lastWord) => _said.Writer.TryComplete();

    public async ValueTask DisposeAsync()
    {
        _page.WasSet -= Take;
        _said.Writer.TryComplete();
        _set.Writer.TryComplete();
        await _working;
        await _session.EndAsync(CloseReason.ServerStopping);
        _session.Dispose();
    }

    private async Task<bool> EnterAsync(CancellationToken cancellationToken)
    {
        for (var tried = 0; await _session.AppearAsync(tried == 0 ? "IMserver" : $"IMserver{tried}", "im", "imserver", $"IMserver {_prefix}", bot: true, cancellationToken) is { } refusal; tried++)
        {
            if (refusal.Code != ErrorCode.NameInUse || tried == 100)
                return false;
        }
        await _session.HandleAsync(new JoinRoom(_room) { Make = true }, cancellationToken);
        if (!_session.RoomNames.Any(n => string.Equals(n, _room, StringComparison.OrdinalIgnoreCase)))
            return false;
        // What was said when the last run ended may not have been written down.
        foreach (var entry in await _session.ReadStretchAsync(_room, null, new HistoryStretch(HistoryDirection.Latest, null, null, Kept, int.MaxValue, false), cancellationToken) ?? [])
            await NoteAsync(entry);
        _page.WasSet += Take;
        _working = Task.WhenAll(NoteAllAsync(), SayAllAsync());
        return true;
    }

    private void Take(string prefix, byte[] key, ReadOnlyMemory<byte> value)
    {
        if (prefix == _prefix && !key.AsSpan().StartsWith("__"u8) && !key.AsSpan().StartsWith("msg/"u8))
            _set.Writer.TryWrite((key, value));
    }

    private async Task NoteAllAsync()
    {
        await foreach (var shown in _said.Reader.ReadAllAsync())
        {
            try
            {
                await NoteAsync(shown);
            }
            catch (StorageUnavailableException)
            {
                // The room has it; the next start makes up for it.
            }
        }
    }

    private async Task NoteAsync(Event shown)
    {
        if (shown is not Message { Passing: not true, Erased: not true, Room: not null } message)
            return;
        var own = string.Equals(message.From, _session.Face?.Name, StringComparison.Ordinal);
        await _page.PutAsync(_prefix, KeyOf(message.Position.Value), Encoding.UTF8.GetBytes(own ? message.Text : $"{message.From}: {message.Text}"), CancellationToken.None);
        await _page.TakeAwayAsync(_prefix, KeyOf(message.Position.Value - Kept), CancellationToken.None);
    }

    private async Task SayAllAsync()
    {
        await foreach (var (key, value) in _set.Reader.ReadAllAsync())
        {
            var text = $"{Encoding.UTF8.GetString(key)}: {Encoding.UTF8.GetString(value.Span)}";
            while (Encoding.UTF8.GetByteCount(text) > Limits.MessageBytes)
                text = text[..^Math.Max(1, text.Length / 16)];
            await _session.HandleAsync(new Post(text.Replace("\0", "", StringComparison.Ordinal)) { Room = _room }, CancellationToken.None);
        }
    }

    private static byte[] KeyOf(long position) => Encoding.ASCII.GetBytes($"msg/{position}");
}
