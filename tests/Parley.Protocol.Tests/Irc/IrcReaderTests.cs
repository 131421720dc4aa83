using System.Text;
using Parley.Protocol.Irc;
using Xunit;

namespace Parley.Protocol.Tests.Irc;

public sealed class IrcReaderTests
{
    private static readonly byte[] Stream = [.. "NICK ana\r\n\r\n\n@a=b;+c :x PRIVMSG #uci :ñ👩‍⚕️\nPING x\ry\r\n"u8, 0xff, .. "\r\nQUIT\r\nhalf"u8];

    private static readonly string[] Lines = ["NICK ana", "@a=b;+c :x PRIVMSG #uci :ñ👩‍⚕️", "PING x\ry", "not UTF-8", "QUIT"];

    [Fact]
    public void Lines_are_the_same_wherever_the_stream_is_split()
    {
        for (var first = 0; first <= Stream.Length; first++)
        {
            for (var second = first; second <= Stream.Length; second++)
                Assert.Equal(Lines, Read([Stream[..first], Stream[first..second], Stream[second..]]));
        }
    }

    [Theory]
    [InlineData(510, 0, true)]
    [InlineData(511, 0, false)]
    [InlineData(5000, 0, false)]
    [InlineData(510, 30, true)]
    [InlineData(511, 30, false)]
    [InlineData(510, 31, false)]
    [InlineData(10, 500, false)]
    public void The_longest_line_is_taken_and_one_byte_more_skipped_whole_at_every_split(int body, int tagData, bool taken)
    {
        var line = (tagData > 0 ? "@" + new string('t', tagData) + " " : "") + new string('x', body);
        var stream = Encoding.UTF8.GetBytes(line + "\r\nPING\r\n");
        for (var split = 0; split <= stream.Length; split++)
            Assert.Equal([taken ? line : "too long", "PING"], Read([stream[..split], stream[split..]], maxTagBytes: 30));
        Assert.Equal([taken ? line : "too long", "PING"], Read(stream.Select(one => new[] { one }), maxTagBytes: 30));
    }

    [Fact]
    public void Tags_that_never_end_are_too_long() => Assert.Equal(["too long", "PING"], Read([[(byte)'@', .. new byte[9000]], .. new[] { "\nPING\n"u8.ToArray() }]));

    [Fact]
    public void A_line_that_never_ends_is_said_once_and_not_kept()
    {
        var reader = new IrcReader();
        Assert.True(reader.TryRead(new byte[600], out var consumed, out var line));
        Assert.Equal((600, IrcInputKind.TooLong), (consumed, line.Kind));
        for (var i = 0; i < 1000; i++)
        {
            Assert.False(reader.TryRead(new byte[1000], out consumed, out _));
            Assert.Equal(1000, consumed);
        }
    }

    [Fact]
    public void Noise_never_throws_is_bounded_and_reads_the_same_in_pieces() => Property.Holds<int>(
        seed =>
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(3000)];
            for (var i = 0; i < bytes.Length; i++)
                bytes[i] = random.Next(4) == 0 ? (byte)random.Next(256) : (byte)"@:; =\\\r\nabc+"[random.Next(12)];
            var pieces = new List<byte[]>();
            for (var at = 0; at < bytes.Length;)
            {
                var length = Math.Min(random.Next(1, 700), bytes.Length - at);
                pieces.Add(bytes[at..(at + length)]);
                at += length;
            }
            return Read(pieces, maxTagBytes: 40).SequenceEqual(Read([bytes], maxTagBytes: 40));
        },
        2000);

    private static List<string> Read(IEnumerable<byte[]> parts, int maxTagBytes = IrcReader.DefaultTagBytes)
    {
        var reader = new IrcReader(maxTagBytes);
        var lines = new List<string>();
        byte[] waiting = [];
        foreach (var part in parts)
        {
            waiting = [.. waiting, .. part];
            int consumed;
            while (reader.TryRead(waiting, out consumed, out var line))
            {
                IrcMessage.TryParse(line.Bytes, out _);
                lines.Add(line.Kind == IrcInputKind.TooLong ? "too long" : line.IsUtf8 ? Encoding.UTF8.GetString(line.Bytes) : "not UTF-8");
                waiting = waiting[consumed..];
            }
            waiting = waiting[consumed..];
            Assert.True(waiting.Length <= reader.MaxPending);
        }
        return lines;
    }
}
