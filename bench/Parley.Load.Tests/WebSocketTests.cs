using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Text;
using Parley.Load.Wire.WebSockets;
using Xunit;

namespace Parley.Load.Tests;

public sealed class WebSocketTests
{
    private const string Agreed = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: parley.v1\r\n\r\n";

    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly WebSocketLines _codec;

    public WebSocketTests() => _codec = new(Handshake.Request(new IPEndPoint(IPAddress.Loopback, 8080)), () => _output);

    public static TheoryData<int> Sizes => [0, 1, 7, 8, 9, 125, 126, 127, 65_535, 65_536, ServerFrame.MaxPayloadBytes];

    [Fact]
    public void The_request_is_the_first_to_leave_and_lines_wait_for_the_answer()
    {
        WriteLine("early");
        var request = Encoding.ASCII.GetString(_output.WrittenSpan);
        Assert.StartsWith("GET /ws HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n", request, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", request, StringComparison.Ordinal);
        Assert.Empty(Read(Encoding.ASCII.GetBytes(Agreed)));
        Assert.Equal([(Opcode.Text, "early")], Sent());
    }

    [Theory]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: another\r\nSec-WebSocket-Protocol: parley.v1\r\n\r\n")]
    public void An_answer_that_does_not_agree_is_a_fault(string answer) =>
        Assert.Throws<InvalidDataException>(() => Read(Encoding.ASCII.GetBytes(answer)));

    [Fact]
    public void What_comes_is_the_same_wherever_it_is_split()
    {
        byte[] input =
        [
            .. Encoding.ASCII.GetBytes(Agreed), .. Frame(Opcode.Text, "one"), .. Frame(Opcode.Text, new string('x', 200)),
            .. Frame(Opcode.Text, "th", final: false), .. Frame(Opcode.Continuation, "re", final: false), .. Frame(Opcode.Ping, "?"), .. Frame(Opcode.Continuation, "e"), .. Frame(Opcode.Text, "four"),
        ];
        for (var split = 0; split <= input.Length; split++)
        {
            var output = new ArrayBufferWriter<byte>();
            var codec = new WebSocketLines([], () => output);
            var (lines, left) = Read(codec, input.AsSpan(0, split));
            (var more, left) = Read(codec, [.. left, .. input.AsSpan(split)]);
            Assert.Empty(left);
            Assert.Equal(["one", new string('x', 200), "three", "four"], [.. lines, .. more]);
            Assert.Equal([(Opcode.Pong, "?")], Frames(output.WrittenSpan));
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_line_of_any_size_comes_and_goes(int bytes)
    {
        Open();
        var line = new string('ñ', bytes / 2) + (bytes % 2 == 0 ? "" : ".");
        Assert.Equal([line], Read(Frame(Opcode.Text, line)));
        WriteLine(line);
        Assert.Equal([(Opcode.Text, line)], Sent());
    }

    [Fact]
    public void Lines_become_messages_however_they_are_written()
    {
        Open();
        _codec.Write("one\ntwo\nth"u8);
        _codec.Write("ree"u8);
        Assert.Equal([(Opcode.Text, "one"), (Opcode.Text, "two")], Sent());
        _codec.Write("\n"u8);
        Assert.Equal([(Opcode.Text, "three")], Sent());
    }

    [Fact]
    public void Masks_differ_and_are_undone_by_masking_again()
    {
        Open();
        WriteLine("the same");
        WriteLine("the same");
        Assert.NotEqual(_output.WrittenSpan[..14].ToArray(), _output.WrittenSpan[14..].ToArray());
        Assert.Equal([(Opcode.Text, "the same"), (Opcode.Text, "the same")], Sent());
    }

    [Fact]
    public void A_close_is_answered_with_the_same()
    {
        Open();
        Assert.Empty(Read(Frame(Opcode.Close, "\u0003\u0003bye")));
        Assert.Equal([(Opcode.Close, "\u0003\u0003bye")], Sent());
    }

    [Theory]
    [InlineData(0x82, 0)] // binary
    [InlineData(0x80, 0)] // a continuation of nothing
    [InlineData(0xc1, 0)] // an extension
    [InlineData(0x83, 0)] // no such opcode
    [InlineData(0x81, 0x80)] // masked
    [InlineData(0x09, 0)] // a ping in pieces
    [InlineData(0x89, 126)] // a long ping
    [InlineData(0x81, 127)] // longer than anything of the protocol
    public void A_frame_that_may_not_come_is_a_fault(byte first, byte second)
    {
        Open();
        Assert.Throws<InvalidDataException>(() => Read([first, second, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]));
    }

    [Fact]
    public void A_message_inside_another_ones_fragments_is_a_fault()
    {
        Open();
        Assert.Throws<InvalidDataException>(() => Read([.. Frame(Opcode.Text, "a", final: false), .. Frame(Opcode.Text, "b")]));
    }

    private static byte[] Frame(Opcode opcode, string text, bool final = true)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        var first = (byte)((final ? 0x80 : 0) | (int)opcode);
        byte[] head = payload.Length switch
        {
            < 126 => [first, (byte)payload.Length],
            < 65_536 => [first, 126, (byte)(payload.Length >> 8), (byte)payload.Length],
            _ => [first, 127, 0, 0, 0, 0, 0, (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length],
        };
        return [.. head, .. payload];
    }

    private static List<(Opcode, string)> Frames(ReadOnlySpan<byte> sent)
    {
        var frames = new List<(Opcode, string)>();
        while (!sent.IsEmpty)
        {
            Assert.Equal(0x80, sent[0] & 0xf0);
            Assert.Equal(0x80, sent[1] & 0x80);
            var shortLength = sent[1] & 0x7f;
            var (length, head) = shortLength switch
            {
                126 => (BinaryPrimitives.ReadUInt16BigEndian(sent[2..]), 4),
                127 => ((int)BinaryPrimitives.ReadUInt64BigEndian(sent[2..]), 10),
                _ => (shortLength, 2),
            };
            Assert.True(shortLength < 126 || length >= (shortLength == 126 ? 126 : 65_536));
            var payload = new byte[length];
            for (var i = 0; i < length; i++)
                payload[i] = (byte)(sent[head + 4 + i] ^ sent[head + (i & 3)]);
            frames.Add(((Opcode)(sent[0] & 0xf), Encoding.UTF8.GetString(payload)));
            sent = sent[(head + 4 + length)..];
        }
        return frames;
    }

    private static (List<string> Lines, byte[] Left) Read(WebSocketLines codec, ReadOnlySpan<byte> input)
    {
        var lines = new List<string>();
        while (codec.TryRead(ref input, out var line))
            lines.Add(Encoding.UTF8.GetString(line));
        return (lines, input.ToArray());
    }

    private List<string> Read(ReadOnlySpan<byte> input)
    {
        var (lines, left) = Read(_codec, input);
        Assert.Empty(left);
        return lines;
    }

    private void Open()
    {
        Read(Encoding.ASCII.GetBytes(Agreed));
        _output.ResetWrittenCount();
    }

    private void WriteLine(string line) => _codec.Write(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>The frames since the handshake, or since the last call.</summary>
    private List<(Opcode, string)> Sent()
    {
        var sent = _output.WrittenSpan;
        if (sent.StartsWith("GET "u8))
            sent = sent[(sent.IndexOf("\r\n\r\n"u8) + 4)..];
        var frames = Frames(sent);
        _output.ResetWrittenCount();
        return frames;
    }
}
