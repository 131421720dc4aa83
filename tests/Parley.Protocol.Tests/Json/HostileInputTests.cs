using System.Text;
using Parley.Contracts;
using Parley.Protocol.Json;
using Xunit;

namespace Parley.Protocol.Tests.Json;

public sealed class HostileInputTests
{
    [Theory]
    [InlineData("", "json")]
    [InlineData("hola", "json")]
    [InlineData("[]", "object")]
    [InlineData("\"post\"", "object")]
    [InlineData("null", "object")]
    [InlineData("{", "json")]
    [InlineData("{\"t\":\"ping\"", "json")]
    [InlineData("{\"t\":\"ping\"}}", "json")]
    [InlineData("{\"t\":\"ping\"} {\"t\":\"ping\"}", "json")]
    [InlineData("{\"t\":\"ping\",}", "json")]
    [InlineData("{\"t\":\"ping\"/**/}", "json")]
    [InlineData("{t:\"ping\"}", "json")]
    [InlineData("{'t':'ping'}", "json")]
    [InlineData("{\"t\":\"post\",\"text\":\"a\u0001b\"}", "json")]
    [InlineData("{\"t\":\"post\",\"text\":\"\\ud83d\"}", "utf-8")]
    [InlineData("{\"t\":\"post\",\"text\":\"\\ude00\\ud83d\"}", "utf-8")]
    [InlineData("{\"t\":\"post\",\"other\":[\"\\udead\"]}", "utf-8")]
    [InlineData("{\"t\":\"post\",\"\\udead\":1}", "utf-8")]
    [InlineData("{}", "t")]
    [InlineData("{\"t\":null}", "t")]
    [InlineData("{\"t\":7}", "t")]
    [InlineData("{\"T\":\"ping\"}", "t")]
    [InlineData("{\"t\":\"post\",\"x\":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}", "json")]
    public void What_is_no_object_of_the_protocol_is_a_bad_frame(string frame, string what)
    {
        var malformed = Refused(frame);
        Assert.Equal(ErrorCode.BadFrame, malformed.Refusal.Code);
        Assert.Equal(what, malformed.Refusal.Args["what"]);
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xc0, 0xaf })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 0xf4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xe2, 0x82 })]
    public void Bytes_that_are_no_utf8_are_a_bad_frame(byte[] bytes)
    {
        byte[] frame = [.. "{\"t\":\"post\",\"text\":\""u8, .. bytes, .. "\"}"u8];
        Assert.False(JsonProtocol.TryParseCommand(frame, out _, out var malformed));
        Assert.Equal("utf-8", malformed.Refusal.Args["what"]);
    }

    [Theory]
    [InlineData("{\"t\":\"post\",\"text\":7}", "text")]
    [InlineData("{\"t\":\"post\",\"text\":[\"hola\"]}", "text")]
    [InlineData("{\"t\":\"post\",\"room\":{}}", "room")]
    [InlineData("{\"t\":\"post\",\"replyTo\":\"7\"}", "replyTo")]
    [InlineData("{\"t\":\"post\",\"replyTo\":1.5}", "replyTo")]
    [InlineData("{\"t\":\"post\",\"replyTo\":9223372036854775808}", "replyTo")]
    [InlineData("{\"t\":\"login\",\"login\":\"ana\",\"token\":\"x\"}", "token")]
    [InlineData("{\"t\":\"register\",\"age\":\"44\"}", "age")]
    [InlineData("{\"t\":\"register\",\"age\":1e99}", "age")]
    [InlineData("{\"t\":\"edit\",\"position\":null}", "position")]
    [InlineData("{\"t\":\"time\",\"t0\":1e999}", "t0")]
    [InlineData("{\"t\":\"ping\",\"ref\":\"a\"}", "ref")]
    [InlineData("{\"t\":\"ping\",\"ref\":1.5}", "ref")]
    public void A_member_of_a_wrong_type_is_named(string frame, string what)
    {
        var malformed = Refused(frame);
        Assert.Equal(ErrorCode.InvalidValue, malformed.Refusal.Code);
        Assert.Equal(what, malformed.Refusal.Args["what"]);
    }

    [Fact]
    public void An_unknown_type_is_an_unknown_command()
    {
        var malformed = Refused("{\"ref\":5,\"t\":\"dance\"}");
        Assert.Equal((ErrorCode.UnknownCommand, "dance", 5L), (malformed.Refusal.Code, malformed.Refusal.Args["command"], malformed.Ref!.Value));
    }

    [Fact]
    public void A_long_unknown_type_is_cut_between_characters()
    {
        var malformed = Refused($"{{\"t\":\"{new string('x', 39)}{string.Concat(Enumerable.Repeat("😀", 1000))}\"}}");
        Assert.Equal(new string('x', 39) + "…", malformed.Refusal.Args["command"]);
    }

    [Theory]
    [InlineData("{\"t\":\"post\",\"id\":\"c-1\",\"text\":7,\"ref\":12}")]
    [InlineData("{\"ref\":3,\"t\":\"post\",\"id\":\"c-1\",\"text\":7,\"ref\":12}")]
    [InlineData("{\"ref\":12,\"id\":\"c-1\",\"t\":\"nothing\"}")]
    [InlineData("{\"ref\":12,\"id\":\"c-1\"}")]
    [InlineData("{\"t\":\"post\",\"ref\":12,\"id\":\"c-1\",")]
    public void A_refusal_says_which_request_it_answers(string frame)
    {
        var malformed = Refused(frame);
        Assert.Equal((12, "c-1"), (malformed.Ref, malformed.Id));
        var error = malformed.ToError("no");
        Assert.Equal((12, "c-1", (int)malformed.Refusal.Code), (error.Ref, error.Id, error.Code));
    }

    [Theory]
    [InlineData("{\"t\":\"post\",\"text\":\"a\",\"text\":\"b\",\"ref\":1,\"ref\":2}")]
    [InlineData("{\"t\":\"ping\",\"text\":\"b\",\"ref\":2,\"t\":\"post\"}")]
    [InlineData("{\"text\":\"b\",\"ref\":2,\"t\":\"post\",\"new\":{\"deep\":[1,{\"text\":\"c\",\"ref\":9,\"t\":\"x\"}]}}")]
    [InlineData("{ \"\\u0074\" : \"po\\u0073t\" , \"te\\u0078t\":\"b\",\"ref\":2 } ")]
    [InlineData("{\"t\":\"post\",\"text\":\"b\",\"ref\":2,\"Text\":7,\"room\":null}")]
    public void Order_doubles_escapes_and_unknown_members_make_no_difference(string frame)
    {
        Assert.True(JsonProtocol.TryParseCommand(Encoding.UTF8.GetBytes(frame), out var command, out _));
        Assert.Equal(new Post("b") { Ref = 2 }, command);
    }

    [Fact]
    public void When_the_server_read_the_clock_question_is_not_for_the_client_to_say()
    {
        Assert.True(JsonProtocol.TryParseCommand("{\"t\":\"time\",\"t0\":5,\"receivedAt\":77}"u8, out var command, out _));
        Assert.Equal(new AskTime(5), command);
    }

    [Fact]
    public void Noise_never_throws() => Property.Holds(
        AnyRecord.Seeds,
        seed =>
        {
            var random = new Random(seed);
            var frame = JsonProtocol.Encode(new AnyRecord(seed).One<Command>()).ToArray();
            for (var i = random.Next(4); i >= 0; i--)
                frame[random.Next(frame.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)"{}[]\",:\\ud0 tnef-"[random.Next(17)];
            var parsed = JsonProtocol.TryParseCommand(frame, out var command, out var malformed);
            return parsed == (command is not null) && parsed == (malformed is null);
        },
        20_000);

    [Theory]
    [InlineData("{\"t\":\"future\",\"x\":1}")]
    public void A_client_skips_events_it_does_not_know(string frame) => Assert.False(JsonProtocol.TryParseEvent(Encoding.UTF8.GetBytes(frame), out _));

    [Theory]
    [InlineData("{\"t\":\"msg\",\"text\":\"hola\"}")]
    [InlineData("{\"t\":\"welcome\",\"server\":null}")]
    [InlineData("{\"t\":\"rooms\",\"total\":1}")]
    [InlineData("{\"t\":\"lang\",\"lang\":null}")]
    [InlineData("{}")]
    [InlineData("not json")]
    public void An_event_without_what_it_always_has_is_a_broken_server(string frame) =>
        Assert.Equal(ErrorCode.BadFrame, Assert.Throws<ProtocolException>(() => JsonProtocol.TryParseEvent(Encoding.UTF8.GetBytes(frame), out _)).Code);

    [Fact]
    public void A_reason_of_a_later_release_still_closes()
    {
        Assert.True(JsonProtocol.TryParseEvent("{\"t\":\"closing\",\"reason\":\"Eclipse\"}"u8, out var read));
        Assert.Equal(new Closing(CloseReason.PeerClosed), read);
    }

    private static MalformedCommand Refused(string frame)
    {
        Assert.False(JsonProtocol.TryParseCommand(Encoding.UTF8.GetBytes(frame), out _, out var malformed));
        return malformed;
    }
}
