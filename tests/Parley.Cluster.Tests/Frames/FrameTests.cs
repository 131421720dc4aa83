using FsCheck;
using FsCheck.Fluent;
using Parley.Cluster.Frames;
using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Cluster.Tests.Frames;

public sealed class FrameTests
{
    private static readonly NodeId Sender = NodeId.New();
    private static readonly NodeId Reader = NodeId.New();
    private static readonly Gen<int> Seeds = Gen.Choose(0, int.MaxValue);

    [Fact]
    public void Any_events_come_out_as_they_went_in() => Holds(seed =>
    {
        var events = AnyEvents(seed);
        var frame = FrameReader.Read(Write(events).Span, Reader)!;
        return frame.Kind == FrameKind.Events && frame.From == Sender && frame.Notes.Count == 0 && frame.Events.SequenceEqual(events, SameEvent.It);
    });

    [Fact]
    public void Any_notes_come_out_as_they_went_in() => Holds(seed =>
    {
        var notes = AnyNotes(seed);
        var frame = FrameReader.Read(Write(notes).Span, Reader)!;
        return frame.Kind == FrameKind.Notes && frame.Events.Count == 0 && frame.Notes.Select(n => n.ToArray()).SequenceEqual(notes, SameBytes.It);
    });

    [Fact]
    public void Every_truncation_is_refused() => Holds(
        seed =>
        {
            foreach (var whole in new[] { Write(AnyEvents(seed)), Write(AnyNotes(seed)) })
            {
                // Every place in the first and last thousand bytes, and some of those between.
                for (var length = 0; length < whole.Length; length += length is < 1000 or > 60_000 || whole.Length - length < 1000 ? 1 : 97)
                {
                    if (Refusal(whole.Span[..length]) != ErrorCode.BadFrame)
                        return false;
                }
            }
            return true;
        },
        tests: 100);

    [Fact]
    public void Something_after_the_end_is_refused() => Holds(seed => Refusal([.. Write(AnyEvents(seed)).Span, 0]) == ErrorCode.BadFrame && Refusal([.. Write(AnyNotes(seed)).Span, 7]) == ErrorCode.BadFrame);

    [Fact]
    public void Damaged_frames_are_read_or_refused_and_nothing_else() => Holds(
        seed =>
        {
            var random = new Random(seed);
            var bytes = Write(AnyEvents(seed)).ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            return Refusal(bytes) is null or ErrorCode.BadFrame or ErrorCode.NotAvailable;
        },
        tests: 5000);

    [Fact]
    public void Any_bytes_at_all_are_read_or_refused_and_nothing_else() => Holds(
        seed =>
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            // So that most get past the first two.
            if (bytes.Length > 2 && random.Next(8) > 0)
                (bytes[0], bytes[1]) = (FrameWriter.Version, (byte)random.Next(1, 4));
            return Refusal(bytes) is null or ErrorCode.BadFrame or ErrorCode.NotAvailable;
        },
        tests: 5000);

    [Fact]
    public void A_claimed_length_allocates_nothing()
    {
        var writer = new ByteWriter();
        writer.Raw(Write([new byte[1]]).Span[..^3]);
        writer.Number(long.MaxValue);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(ErrorCode.BadFrame, Refusal(writer.Written.Span));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void A_frame_of_another_version_says_so()
    {
        var bytes = Write([new byte[1]]).ToArray();
        bytes[0]++;
        Assert.Equal(ErrorCode.NotAvailable, Refusal(bytes));
    }

    [Fact]
    public void A_nodes_own_frames_are_not_read() => Assert.Null(FrameReader.Read(Write([new byte[1]]).Span, Sender));

    private static ErrorCode? Refusal(ReadOnlySpan<byte> bytes)
    {
        try
        {
            FrameReader.Read(bytes, Reader);
            return null;
        }
        catch (ProtocolException e)
        {
            return e.Code;
        }
    }

    private static List<NodeEvent> AnyEvents(int seed)
    {
        var random = new Random(seed);
        var any = new AnyEntry(seed);
        return [.. Enumerable.Range(0, random.Next(4)).Select(_ => new ConversationId(random.NextInt64(1, long.MaxValue))).Select(c =>
            new NodeEvent(c, new Position(random.Next()), [.. Enumerable.Range(0, random.Next(4)).Select(_ => any.One(c))]))];
    }

    private static List<byte[]> AnyNotes(int seed)
    {
        var random = new Random(seed);
        List<byte[]> notes = [.. Enumerable.Range(0, random.Next(5)).Select(_ => new byte[random.Next(3) * 150])];
        notes.ForEach(random.NextBytes);
        return notes;
    }

    private static ReadOnlyMemory<byte> Write(IEnumerable<NodeEvent> events)
    {
        var writer = new FrameWriter(Sender);
        writer.Begin(FrameKind.Events);
        foreach (var one in events)
        {
            writer.BeginEvent(one.Conversation, one.Head);
            foreach (var entry in one.Entries)
                writer.Add(entry);
            writer.EndEvent();
        }
        writer.End(FrameKind.Events);
        return writer.Frame;
    }

    private static ReadOnlyMemory<byte> Write(IEnumerable<byte[]> notes)
    {
        var writer = new FrameWriter(Sender);
        writer.Begin(FrameKind.Notes);
        foreach (var note in notes)
            writer.Add(note);
        writer.End(FrameKind.Notes);
        return writer.Frame;
    }

    private static void Holds(Func<int, bool> property, int tests = 500) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests), Prop.ForAll(Seeds.ToArbitrary(), property));

    private sealed class SameEvent : IEqualityComparer<NodeEvent>
    {
        public static readonly SameEvent It = new();

        public bool Equals(NodeEvent? x, NodeEvent? y) =>
            x!.Conversation == y!.Conversation && x.Head == y.Head && x.Entries.Count == y.Entries.Count && x.Entries.Zip(y.Entries).All(p => Same(p.First, p.Second));

        public int GetHashCode(NodeEvent obj) => obj.Conversation.GetHashCode();

        private static bool Same(Entry x, Entry y) =>
            Bare(x) == Bare(y)
            && x.Body.Span.SequenceEqual(y.Body.Span)
            && x.Signature.Span.SequenceEqual(y.Signature.Span)
            && (x.Tags is null ? y.Tags is null : y.Tags is not null && x.Tags.Count == y.Tags.Count && x.Tags.All(t => y.Tags.TryGetValue(t.Key, out var value) && value == t.Value));

        private static Entry Bare(Entry entry) => entry with { Body = default, Signature = default, Tags = null };
    }

    private sealed class SameBytes : IEqualityComparer<byte[]>
    {
        public static readonly SameBytes It = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => obj.Length;
    }
}
