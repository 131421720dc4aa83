using System.Text;
using FsCheck.Fluent;
using Parley.Contracts;
using Parley.Protocol.Line;
using Xunit;

namespace Parley.Protocol.Tests.Line;

public sealed class LineReaderTests
{
    private static readonly string[] Pieces =
        ["hola", "ñandú 🦙", "\r", "\n", "\r\n", "\r\0", "\0", "\ufeff", "#cR <uci>", " ", "*", "x"];

    private static readonly byte[][] Noise =
        [[255, 251, 31], [255, 253, 1], [255, 253, 3], [255, 254, 1], [255, 250, 31, 0, 80, 255, 255, 10, 255, 240], [255, 255], [255, 241], [0xc3], [0xe2, 0x82], [0xff], [255, 246]];

    public static TheoryData<byte[], string[]> Samples => new()
    {
        { "hola\n"u8.ToArray(), ["hola"] },
        { "a\r\nb\rc\r\0d\n\n"u8.ToArray(), ["a", "b", "c", "d", ""] },
        { "\r\r\n\n"u8.ToArray(), ["", "", ""] },
        { "sin fin"u8.ToArray(), [] },
        { [0xef, 0xbb, 0xbf, (byte)'a', 10, 0xef, 0xbb, 0xbf, (byte)'b', 10], ["a", "\ufeffb"] },
        { "a\0b\n"u8.ToArray(), ["ab"] },
        { [255, 251, 31, (byte)'h', 255, 250, 31, 10, 13, 255, 240, (byte)'i', 10], ["hi"] },
        { [13, 255, 241, 10, (byte)'x', 10], ["", "x"] },
        { "#gR uci\n#eR\n"u8.ToArray(), ["#gR uci", "#eR"] },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Bytes_become_lines_at_every_split(byte[] bytes, string[] expected)
    {
        Assert.Equal(expected, Read([bytes]).Lines.Select(l => l.Text));
        for (var split = 0; split <= bytes.Length; split++)
            Assert.Equal(expected, Read([bytes[..split], bytes[split..]]).Lines.Select(l => l.Text));
        Assert.Equal(expected, Read(bytes.Select(b => new[] { b })).Lines.Select(l => l.Text));
    }

    [Fact]
    public void Any_input_gives_the_same_lines_and_replies_however_it_is_split()
    {
        var texts = Gen.Elements(Pieces).Select(Encoding.UTF8.GetBytes);
        var input = Gen.OneOf(texts, Gen.Elements(Noise)).ListOf().Select(parts => parts.SelectMany(p => p).ToArray());
        var cuts = Gen.Choose(1, 5).ListOf();
        Property.Holds(input.Zip(cuts), sample =>
        {
            var (bytes, sizes) = sample;
            var whole = Read([bytes]);
            var split = Read(Cut(bytes, sizes));
            return whole.Lines.SequenceEqual(split.Lines) && whole.Replies.SequenceEqual(split.Replies);
        }, tests: 3000);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_replaced_and_flagged()
    {
        var lines = Read([[(byte)'a', 0xc3, (byte)'b', 10, (byte)'c', 10]]).Lines;
        Assert.Equal([new InputLine("a\ufffdb", BadUtf8: true), new InputLine("c")], lines);
    }

    [Fact]
    public void Long_line_is_reported_once_and_dropped_to_its_end()
    {
        var longest = new string('x', Limits.LineBytes);
        var lines = Read([Encoding.UTF8.GetBytes($"{longest}\n{longest}y and\0 more\r\nnext\n")]).Lines;
        Assert.Equal([new InputLine(longest), new InputLine("", TooLong: true), new InputLine("next")], lines);
    }

    [Fact]
    public void Megabyte_without_an_end_is_reported_before_any_end_comes()
    {
        var reads = Read(Enumerable.Repeat(new byte[1024], 1024).Select(b => { b.AsSpan().Fill((byte)'x'); return b; }));
        Assert.Equal([new InputLine("", TooLong: true)], reads.Lines);
    }

    [Fact]
    public void Telnet_options_are_refused_and_answers_to_our_echo_are_not_answered()
    {
        Assert.Equal<byte>([255, 252, 3, 255, 254, 31], Read([[255, 253, 3, 255, 251, 31]]).Replies);
        Assert.Empty(Read([[255, 253, 1, 255, 254, 1, 255, 252, 31, 255, 254, 3]]).Replies);
    }

    [Fact]
    public void Reading_stops_behind_a_line_so_that_another_protocol_can_go_on()
    {
        var reader = new LineReader();
        Assert.True(reader.TryRead("#proto json\r\n{}"u8, out var consumed, out var line));
        Assert.Equal("#proto json", line.Text);
        Assert.Equal("#proto json\r\n".Length, consumed);
    }

    private static IEnumerable<byte[]> Cut(byte[] bytes, IEnumerable<int> sizes)
    {
        var at = 0;
        foreach (var size in sizes)
        {
            var end = Math.Min(bytes.Length, at + size);
            yield return bytes[at..end];
            at = end;
        }
        yield return bytes[at..];
    }

    private static (List<InputLine> Lines, List<byte> Replies) Read(IEnumerable<byte[]> segments)
    {
        var reader = new LineReader();
        var lines = new List<InputLine>();
        var replies = new List<byte>();
        foreach (var segment in segments)
        {
            var rest = segment.AsSpan();
            while (reader.TryRead(rest, out var consumed, out var line))
            {
                lines.Add(line);
                rest = rest[consumed..];
            }
            replies.AddRange(reader.TakeReplies().ToArray());
        }
        return (lines, replies);
    }
}
