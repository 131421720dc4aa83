using Parley.Cluster.Frames;
using Parley.Cluster.Outgoing;
using Parley.Cluster.Tests.Support;
using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Cluster.Tests.Outgoing;

public sealed class FrameMakerTests
{
    private static readonly NodeId Reader = NodeId.New();

    private readonly Outbox _outbox = new();
    private readonly FrameMaker _maker;

    public FrameMakerTests() => _maker = new FrameMaker(_outbox, NodeId.New());

    [Fact]
    public void What_waits_goes_into_one_frame()
    {
        for (var i = 1; i <= 1000; i++)
            Assert.True(_outbox.TryAdd(Node.Event(i % 10 + 1, i)));
        var frame = _maker.Next()!.Value;
        Assert.Equal(Enumerable.Range(1, 10).Select(c => $"{c}").Order(), frame.Keys.Order());
        Assert.Equal(1000, Read(frame).Events.Sum(e => e.Entries.Count));
        Assert.Null(_maker.Next());
        Assert.Equal(0, _outbox.Bytes);
    }

    [Fact]
    public void A_frame_has_a_bound_and_an_event_beyond_it_goes_on_in_the_next()
    {
        var entries = Enumerable.Range(1, 300).Select(i => Node.Event(5, i, bodyBytes: 4000).Entries[0]).ToList();
        _outbox.TryAdd(new NodeEvent(new ConversationId(5), new Position(300), entries));
        var got = new List<Entry>();
        var frames = 0;
        while (_maker.Next() is { } frame)
        {
            frames++;
            Assert.InRange(frame.Bytes.Length, 1, FrameMaker.FullBytes + 5000);
            Assert.Equal(300, frame.Sent.Heads.Single().Value.Value);
            got.AddRange(Read(frame).Events.Single().Entries);
        }
        Assert.Equal(5, frames);
        Assert.Equal(Enumerable.Range(1, 300).Select(i => (long)i), got.Select(e => e.Position.Value));
    }

    [Fact]
    public void More_conversations_than_a_frame_has_keys_for_make_several()
    {
        for (var i = 1; i <= FrameMaker.MaxKeys + 36; i++)
            _outbox.TryAdd(Node.Event(i, 1));
        Assert.Equal(FrameMaker.MaxKeys, _maker.Next()!.Value.Keys.Count);
        Assert.Equal(36, _maker.Next()!.Value.Keys.Count);
    }

    [Fact]
    public void Notes_to_others_end_a_frame_so_that_the_order_holds()
    {
        var one = NodeId.New();
        foreach (var to in new[] { (NodeId?)null, null, one, one, null })
            Assert.True(_outbox.TryAdd(new Note(new byte[3], to)));
        var frames = new List<(string Key, int Notes)>();
        while (_maker.Next() is { } frame)
            frames.Add((frame.Keys.Single(), Read(frame).Notes.Count));
        Assert.Equal([(FrameMaker.ToAll, 2), (one.Value, 2), (FrameMaker.ToAll, 1)], frames);
    }

    [Fact]
    public void Past_the_bound_only_the_last_head_of_each_conversation_is_told()
    {
        for (var i = 1; i <= Outbox.MaxCount + 500; i++)
            Assert.True(_outbox.TryAdd(Node.Event(i % 7 + 1, i)));
        Assert.Equal(500, _outbox.DroppedEntries);
        var events = new List<NodeEvent>();
        while (_maker.Next() is { } frame)
            events.AddRange(Read(frame).Events);
        Assert.Equal(Outbox.MaxCount, events.Sum(e => e.Entries.Count));
        var heads = events.Where(e => e.Entries.Count == 0).ToDictionary(e => e.Conversation.Value, e => e.Head.Value);
        Assert.Equal(Enumerable.Range(Outbox.MaxCount + 494, 7).ToDictionary(i => (long)(i % 7 + 1), i => (long)i), heads);
    }

    [Fact]
    public void The_bytes_that_wait_are_bounded_too()
    {
        for (var i = 1; i <= 1200; i++)
            _outbox.TryAdd(Node.Event(1, i, bodyBytes: 4096));
        Assert.InRange(_outbox.Bytes, Outbox.MaxBytes - 5000, Outbox.MaxBytes);
        Assert.InRange(_outbox.DroppedEntries, 1, 1199);
        while (_outbox.TryAdd(new Note(new byte[100_000], To: null)))
            Assert.InRange(_outbox.Bytes, 0, 2 * Outbox.MaxBytes);
        Assert.False(_outbox.HasRoomForNotes);
    }

    [Fact]
    public void More_heads_than_can_be_remembered_are_told_as_a_loss_of_everything()
    {
        for (var i = 1; i <= Outbox.MaxCount + Outbox.MaxHeads; i++)
            Assert.True(_outbox.TryAdd(Node.Event(i, 1)));
        Assert.False(_outbox.TryAdd(Node.Event(999_999, 1)));
        Assert.Equal(FrameKind.Lost, Read(_maker.Next()!.Value).Kind);
        var kinds = new List<(FrameKind Kind, int Entries)>();
        while (_maker.Next() is { } frame)
            kinds.Add((frame.Sent.Kind, Read(frame).Events.Sum(e => e.Entries.Count)));
        Assert.All(kinds, k => Assert.Equal(FrameKind.Events, k.Kind));
        Assert.Equal(Outbox.MaxCount, kinds.Sum(k => k.Entries));
    }

    [Fact]
    public void What_a_frame_told_is_told_again_as_heads_when_it_was_lost()
    {
        _outbox.TryAdd(Node.Event(3, 8));
        _outbox.TryAdd(Node.Event(4, 9));
        var lost = _maker.Next()!.Value.Sent;
        Assert.True(_outbox.TryAddAgain(lost));
        var again = Read(_maker.Next()!.Value).Events;
        Assert.Equal([(3L, 8L, 0), (4L, 9L, 0)], again.Select(e => (e.Conversation.Value, e.Head.Value, e.Entries.Count)).Order());
    }

    private static Frame Read(OutFrame frame) => FrameReader.Read(frame.Bytes.Span, Reader)!;
}
