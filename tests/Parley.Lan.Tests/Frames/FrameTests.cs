using System.Buffers.Binary;
using Parley.Contracts;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;

namespace Parley.Lan.Tests.Frames;

public sealed class FrameTests
{
    [Fact]
    public void What_was_written_is_read() => Property.Holds<int>(seed =>
    {
        var bytes = PeerFrames.Encode(new Sample(seed).Frame());
        return PeerFrames.TryRead(bytes, out var consumed, out var frame) && consumed == bytes.Length && PeerFrames.Encode(frame!).AsSpan().SequenceEqual(bytes);
    });

    [Fact]
    public void Frames_are_the_same_wherever_the_stream_is_split() => Property.Holds<int>(seed =>
    {
        var sample = new Sample(seed);
        byte[][] frames = [PeerFrames.Encode(sample.Frame()), PeerFrames.Encode(new PeerPing(7)), PeerFrames.Encode(sample.Frame())];
        byte[] stream = [.. frames.SelectMany(f => f)];
        for (var split = 0; split <= stream.Length; split++)
        {
            var read = Read(stream[..split]);
            var rest = stream[(read.Sum(f => f.Length))..];
            if (!read.Concat(Read(rest)).SelectMany(f => f).SequenceEqual(stream))
                return false;
        }
        return true;
    }, 10);

    [Theory]
    [InlineData(0u)]
    [InlineData(PeerLimits.FrameBytes + 1u)]
    [InlineData(uint.MaxValue)]
    [InlineData(0x80000000u)]
    public void A_length_that_can_not_be_is_refused_before_anything_is_waited_for(uint length)
    {
        var header = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(header, length);
        Assert.Throws<ProtocolException>(() => PeerFrames.TryRead(header, out _, out _));
    }

    [Fact]
    public void A_frame_longer_than_the_limit_is_not_made()
    {
        var entry = Sample.First(Lan.Identity.DeviceKey.New(), new string('x', PeerLimits.BodyBytes));
        Assert.Equal(ErrorCode.TooLong, Assert.Throws<ProtocolException>(() => PeerFrames.Encode(new PeerEntries([.. Enumerable.Repeat(entry, 8)]))).Code);
    }

    [Fact]
    public void As_many_revocations_as_there_may_be_fit_into_a_frame() =>
        Assert.True(Readable(new PeerRevocations([.. Enumerable.Repeat((ReadOnlyMemory<byte>)new byte[PeerLimits.StatementBytes], PeerLimits.RevocationsPerFrame)])));

    [Fact]
    public void A_frame_of_a_later_version_is_passed_over()
    {
        byte[] bytes = [0, 0, 0, 3, 200, 1, 2, 0, 0, 0, 2, 10, 1];
        Assert.True(PeerFrames.TryRead(bytes, out var consumed, out var frame));
        Assert.Equal(new UnknownFrame(200), frame);
        Assert.True(PeerFrames.TryRead(bytes.AsSpan(consumed), out _, out frame));
        Assert.Equal(new PeerBye(ByeReason.Stopping), frame);
    }

    /// <summary>Counts and lengths that promise more than there is must not make anything of that size.</summary>
    [Theory]
    [InlineData(3, "00ffff")]
    [InlineData(5, "ffff")]
    [InlineData(5, "0001ffff")]
    [InlineData(6, "ffff")]
    [InlineData(7, "ffff")]
    [InlineData(3, "020000")]
    [InlineData(13, "ffff")]
    [InlineData(13, "0080")]
    [InlineData(13, "0001ffff")]
    [InlineData(14, "ffff")]
    [InlineData(14, "0040")]
    public void A_count_beyond_the_end_is_refused(byte type, string content)
    {
        byte[] bytes = [type, .. Convert.FromHexString(content)];
        byte[] frame = [0, 0, 0, (byte)bytes.Length, .. bytes];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ProtocolException>(() => PeerFrames.TryRead(frame, out _, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 * 1024);
    }

    [Fact]
    public void A_fork_of_two_that_are_one_or_of_two_authors_is_refused()
    {
        using var key = Lan.Identity.DeviceKey.New();
        using var other = Lan.Identity.DeviceKey.New();
        var entry = Sample.First(key, "a");
        Assert.False(Readable(new PeerFork(entry, entry)));
        Assert.False(Readable(new PeerFork(entry, Sample.First(other, "a"))));
        Assert.False(Readable(new PeerFork(entry, Sample.After(entry, key, "b"))));
        Assert.True(Readable(new PeerFork(entry, Sample.First(key, "b"))));
    }

    [Fact]
    public void Noise_is_refused_and_never_breaks_anything() => Property.Holds<int>(seed =>
    {
        var random = new Random(seed);
        var bytes = PeerFrames.Encode(new Sample(seed).Frame());
        for (var i = random.Next(4); i >= 0; i--)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        try
        {
            PeerFrames.TryRead(bytes, out _, out _);
        }
        catch (ProtocolException)
        {
        }
        return true;
    }, 10_000);

    [Fact]
    public void Noise_is_no_announcement() => Property.Holds<int>(seed =>
    {
        var random = new Random(seed);
        var bytes = new byte[random.Next(4) == 0 ? random.Next(400) : Announcement.Size];
        random.NextBytes(bytes);
        if (bytes.Length > 4 && random.Next(2) == 0)
            "PLY\x01"u8.CopyTo(bytes);
        try
        {
            var read = Announcement.Parse(bytes);
            return read.Encoded.Span.SequenceEqual(bytes) && !Lan.Identity.SignatureCheck.Holds(read.Key, read.Signed, read.Signature);
        }
        catch (ProtocolException)
        {
            return true;
        }
    }, 2_000);

    private static bool Readable(PeerFrame frame)
    {
        try
        {
            return PeerFrames.TryRead(PeerFrames.Encode(frame), out _, out _);
        }
        catch (ProtocolException)
        {
            return false;
        }
    }

    private static List<byte[]> Read(byte[] stream)
    {
        var frames = new List<byte[]>();
        while (PeerFrames.TryRead(stream, out var consumed, out var frame))
        {
            frames.Add(PeerFrames.Encode(frame!));
            stream = stream[consumed..];
        }
        return frames;
    }
}
