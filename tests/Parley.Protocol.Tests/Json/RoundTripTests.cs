using System.Buffers;
using System.Text;
using System.Text.Json;
using Parley.Contracts;
using Parley.Protocol.Json;
using Xunit;

namespace Parley.Protocol.Tests.Json;

public sealed class RoundTripTests
{
    [Fact]
    public void Every_command_is_read_as_it_was_written() => Property.Holds(
        AnyRecord.Seeds,
        seed =>
        {
            var command = new AnyRecord(seed).One<Command>();
            return JsonProtocol.TryParseCommand(Line(JsonProtocol.Encode(command)), out var read, out _) && AnyRecord.Same(command, read);
        },
        2000);

    [Fact]
    public void Every_event_is_read_as_it_was_written() => Property.Holds(
        AnyRecord.Seeds,
        seed =>
        {
            var said = new AnyRecord(seed).One<Event>();
            return JsonProtocol.TryParseEvent(Line(JsonProtocol.Encode(said)), out var read) && AnyRecord.Same(said, read);
        },
        2000);

    [Fact]
    public void Hand_written_events_have_the_bytes_of_the_schema() => Property.Holds(
        AnyRecord.Seeds,
        seed =>
        {
            var any = new AnyRecord(seed);
            Event said = seed % 2 == 0 ? (Message)any.Make(typeof(Message)) : (Posted)any.Make(typeof(Posted));
            var bySchema = new ArrayBufferWriter<byte>();
            JsonProtocol.WriteBySchema(bySchema, said);
            return bySchema.WrittenSpan.SequenceEqual(JsonProtocol.Encode(said).Span);
        },
        2000);

    [Fact]
    public void A_post_read_in_one_pass_equals_the_one_read_by_the_schema() => Property.Holds(
        AnyRecord.Seeds,
        seed =>
        {
            var post = (Post)new AnyRecord(seed).Make(typeof(Post));
            var line = Line(JsonProtocol.Encode(post));
            var spaced = Encoding.UTF8.GetBytes(" " + Encoding.UTF8.GetString(line));
            return PostReader.TryRead(line, out var fast) && !PostReader.TryRead(spaced, out _)
                && JsonProtocol.TryParseCommand(spaced, out var slow, out _) && fast == slow as Post;
        },
        2000);

    [Fact]
    public void Every_line_is_one_line_of_valid_json_for_any_reader() => Property.Holds(
        AnyRecord.Seeds,
        seed =>
        {
            var bytes = JsonProtocol.Encode(new AnyRecord(seed).One<Event>());
            var text = Encoding.UTF8.GetString(bytes.Span);
            using var document = JsonDocument.Parse(bytes);
            return text.EndsWith('\n') && text.AsSpan(0, text.Length - 1).IndexOfAnyInRange('\0', '\u001f') < 0
                && text.AsSpan().IndexOfAnyInRange('\u007f', '\u009f') < 0 && !text.Contains('\u2028') && !text.Contains('\u2029')
                && document.RootElement.EnumerateObject().First().Name == "t";
        },
        2000);

    [Fact]
    public void Every_member_of_the_contracts_is_on_the_wire()
    {
        foreach (var (type, name) in AnyRecord.WireNames(typeof(Command)).Concat(AnyRecord.WireNames(typeof(Event))))
        {
            var record = new AnyRecord(1).Make(type, full: true);
            var bytes = record is Event said ? JsonProtocol.Encode(said) : JsonProtocol.Encode((Command)record);
            using var document = JsonDocument.Parse(bytes);
            var wire = document.RootElement.EnumerateObject().Select(m => m.Name).Order(StringComparer.Ordinal);
            var members = AnyRecord.Members(type).Select(m => JsonNamingPolicy.CamelCase.ConvertName(m.Name)).Append("t").Order(StringComparer.Ordinal);
            Assert.True(members.SequenceEqual(wire), $"{name}: {string.Join(' ', wire)}");
        }
    }

    [Fact]
    public void Many_events_in_one_buffer_are_the_single_ones_in_order()
    {
        var any = new AnyRecord(4711);
        Event[] events = [.. Enumerable.Range(0, 200).Select(_ => any.One<Event>())];
        var together = JsonProtocol.Encode(events);
        Assert.Equal(events.SelectMany(e => JsonProtocol.Encode(e).ToArray()), together.ToArray());
    }

    [Fact]
    public void A_lone_surrogate_from_within_becomes_the_replacement_character()
    {
        var message = new Message { Text = "a\ud83db", From = "ana", Room = "uci", Conversation = new(1), Position = new(2), Time = DateTimeOffset.UnixEpoch };
        Assert.True(JsonProtocol.TryParseEvent(Line(JsonProtocol.Encode(message)), out var read));
        Assert.Equal("a\ufffdb", ((Message)read).Text);
    }

    private static ReadOnlySpan<byte> Line(ReadOnlyMemory<byte> bytes) => bytes.Span[..^1];
}
