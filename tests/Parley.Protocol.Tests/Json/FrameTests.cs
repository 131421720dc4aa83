using System.Text;
using Parley.Contracts;
using Parley.Protocol.Json;
using Xunit;

namespace Parley.Protocol.Tests.Json;

public sealed class FrameTests
{
    private static readonly byte[] Stream = Encoding.UTF8.GetBytes("* Parley\r\n\r\n\n{\"t\":\"hello\"}\n\r\n{\"t\":\"post\",\"text\":\"ñ👩‍⚕️\"}\r\n{\"t\":\"exit\"}\n");

    private static readonly string[] Lines = ["* Parley", "{\"t\":\"hello\"}", "{\"t\":\"post\",\"text\":\"ñ👩‍⚕️\"}", "{\"t\":\"exit\"}"];

    [Fact]
    public void Lines_are_the_same_wherever_the_stream_is_split()
    {
        for (var first = 0; first <= Stream.Length; first++)
        {
            for (var second = first; second <= Stream.Length; second++)
                Assert.Equal(Lines, Read([Stream[..first], Stream[first..second], Stream[second..]]));
        }
    }

    [Fact]
    public void Lines_are_the_same_when_bytes_come_one_by_one() => Assert.Equal(Lines, Read(Stream.Select(b => new[] { b })));

    [Fact]
    public void Objects_are_told_from_the_banner() =>
        Assert.Equal([false, true, true, true], Lines.Select(line => JsonFrames.IsObject(Encoding.UTF8.GetBytes(line))));

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void The_longest_line_is_taken_and_one_byte_more_refused(string end)
    {
        byte[] longest = [.. Enumerable.Repeat((byte)'x', Limits.FrameBytes), .. Encoding.ASCII.GetBytes(end)];
        Assert.True(JsonFrames.TryRead(longest, out var consumed, out var frame));
        Assert.Equal((longest.Length, Limits.FrameBytes), (consumed, frame.Length));

        byte[] longer = [(byte)'x', .. longest];
        Assert.Equal(ErrorCode.TooLong, Assert.Throws<ProtocolException>(() => JsonFrames.TryRead(longer, out _, out _)).Code);
    }

    [Fact]
    public void An_endless_line_is_refused_before_its_end_comes()
    {
        var endless = new byte[Limits.FrameBytes + 2];
        Assert.Equal(ErrorCode.TooLong, Assert.Throws<ProtocolException>(() => JsonFrames.TryRead(endless, out _, out _)).Code);
        Assert.False(JsonFrames.TryRead(endless.AsSpan(2), out var consumed, out _));
        Assert.Equal(0, consumed);
    }

    private static List<string> Read(IEnumerable<byte[]> parts)
    {
        var lines = new List<string>();
        byte[] waiting = [];
        foreach (var part in parts)
        {
            waiting = [.. waiting, .. part];
            while (JsonFrames.TryRead(waiting, out var consumed, out var frame))
            {
                lines.Add(Encoding.UTF8.GetString(frame));
                waiting = waiting[consumed..];
            }
        }
        return lines;
    }
}
