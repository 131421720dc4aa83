using Microsoft.Extensions.Logging.Abstractions;
using Parley.Contracts;
using Parley.Core.Conversations;
using Parley.Core.InMemory;
using Parley.Core.Ports;
using Parley.Testing;
using Xunit;

namespace Parley.Core.Tests;

/// <summary>How far people have been sent their private conversations, and how often that is written.</summary>
public sealed class DeliveredMarkersTests
{
    private static readonly AccountId Ana = new(1);
    private static readonly ConversationId Pair = new(7);

    private readonly MemoryRoomStore _store = new();
    private readonly FakeTime _time = new();

    [Fact]
    public async Task The_first_is_written_at_once_and_what_follows_together_after_a_pause()
    {
        var markers = new DeliveredMarkers(_store, _time, NullLogger.Instance);
        markers.Advance(Ana, Pair, new Position(1));
        await StoredAsync(1);

        for (var position = 2; position <= 9; position++)
            markers.Advance(Ana, Pair, new Position(position));
        Assert.Equal(1, (await _store.MarkerAsync(Ana, Pair, MarkerKind.Delivered, default)).Value);
        Assert.Equal(9, (await markers.ReadAsync(Ana, Pair, default)).Value);

        await StoredAsync(9, () => _time.Advance(TimeSpan.FromMilliseconds(100)));
    }

    [Fact]
    public async Task A_server_that_stops_does_not_wait_for_the_pause()
    {
        var markers = new DeliveredMarkers(_store, _time, NullLogger.Instance);
        markers.Advance(Ana, Pair, new Position(1));
        await StoredAsync(1);
        markers.Advance(Ana, Pair, new Position(2));

        await markers.FlushAsync();

        Assert.Equal(2, (await _store.MarkerAsync(Ana, Pair, MarkerKind.Delivered, default)).Value);
    }

    private async Task StoredAsync(long position, Action? meanwhile = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((await _store.MarkerAsync(Ana, Pair, MarkerKind.Delivered, default)).Value < position)
        {
            limit.Token.ThrowIfCancellationRequested();
            meanwhile?.Invoke();
            await Task.Yield();
        }
    }
}
