using System.Buffers;
using System.Text;
using System.Text.Json;
using Parley.Load.Wire;
using Xunit;

namespace Parley.Load.Tests;

public sealed class WireTests
{
    [Fact]
    public void A_payload_comes_back_as_it_was()
    {
        var text = new byte[100];
        var payload = new Payload(513, 1_234_567, 0x0123_4567_89ab_cdef);
        payload.Write(text);
        Assert.True(Payload.TryRead(text, out var read));
        Assert.Equal(payload, read);
    }

    [Fact]
    public void A_post_is_one_JSON_object_of_the_protocol()
    {
        var output = new ArrayBufferWriter<byte>();
        new PostTemplate("room", "uci-1", "run-", 100).Write(output, new Payload(2, 77, 5));
        Assert.Equal((byte)'\n', output.WrittenSpan[^1]);
        using var post = JsonDocument.Parse(output.WrittenMemory);
        var root = post.RootElement;
        Assert.Equal(("post", "uci-1", "run-77", 77), (root.GetProperty("t").GetString(), root.GetProperty("room").GetString(), root.GetProperty("id").GetString(), root.GetProperty("ref").GetInt32()));
        Assert.Equal(100, root.GetProperty("text").GetString()!.Length);
    }

    [Fact]
    public void A_member_is_found_wherever_it_stands()
    {
        var position = new Member("position");
        foreach (var (line, expected) in new[] { ("""{"t":"msg","position":7,"x":1}""", 7), ("""{"t":"msg","position":18}""", 18), ("""{"position":9}""", 9) })
        {
            Assert.True(position.TryRead(Encoding.UTF8.GetBytes(line), out long number));
            Assert.Equal(expected, number);
        }
        Assert.False(position.TryRead("""{"t":"msg"}"""u8, out long _));
    }

    [Theory]
    [InlineData("""{"t":"msg","text":"x"}""", (int)Kind.Message)]
    [InlineData("""{"t":"posted","ref":1}""", (int)Kind.Posted)]
    [InlineData("""{"t":"error","code":221}""", (int)Kind.Error)]
    [InlineData("""{"t":"closing","reason":"SlowReader"}""", (int)Kind.Closing)]
    [InlineData("""{"t":"joined","room":"x"}""", (int)Kind.Other)]
    [InlineData("* Hora del servidor", (int)Kind.Other)]
    public void Kinds_are_told_apart(string line, int kind) => Assert.Equal((Kind)kind, Kinds.Of(Encoding.UTF8.GetBytes(line)));
}
