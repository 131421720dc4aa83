using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Gateway.Doors.Irc;
using Parley.Protocol;
using Parley.Protocol.Irc;

namespace Parley.Gateway.Tests;

/// <summary>The short way from a room's message to bytes says what the long one says.</summary>
public sealed class MessageLineTests
{
    private static readonly string[] Pieces = ["a", "ñ", "😀", " ", ":", ";", "\\", "\r", "\n", "\0", "=", "\u0001", "\ud83d", "hola ", new string('x', 120), new string('ñ', 90)];

    private static readonly Capability[] Changing = [Capability.ServerTime, Capability.MessageTags, Capability.AccountTag, Capability.Batch];

    [Fact]
    public void A_message_reads_the_same_both_ways() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3000),
        Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            var message = Message(random);
            var format = new IrcFormats("irc.test").Of(Changing.Where(_ => random.Next(2) == 0).Aggregate(Capability.None, (all, one) => all | one));
            using var output = new FrameBuffer();
            var isShort = MessageLine.TryWrite(output, message, format);
            var lines = new List<OutLine>();
            IrcEvents.Write(message, format, default, lines);
            return isShort
                ? output.Written.SequenceEqual(OutLine.Encode(lines).Span)
                : output.Written.IsEmpty && (lines.Count != 1 || message.Text.Contains('\n') || message.Tags?.ContainsKey("cuts") == true);
        }));

    [Theory]
    [InlineData(Capability.None, ":ana!~ana@ana.user PRIVMSG #uci :Buenos días\r\n")]
    [InlineData(
        Capability.ServerTime | Capability.MessageTags | Capability.AccountTag,
        "@time=2026-11-21T07:10:00.123Z;msgid=7-2n9c;account=ana :ana!~ana@ana.user PRIVMSG #uci :Buenos días\r\n")]
    public void Everybody_of_a_format_gets_the_bytes_that_were_made_once(Capability capabilities, string line)
    {
        var formats = new IrcFormats("irc.test");
        var delivery = new Delivery(new Message
        {
            Conversation = new ConversationId(7),
            Position = new Position(123_456),
            Room = "uci",
            From = "ana",
            Time = new DateTimeOffset(2026, 11, 21, 7, 10, 0, 123, TimeSpan.Zero),
            Text = "Buenos días",
            Who = new Face("ana", "ana", "~ana", "ana.user", "Ana"),
        });
        var first = Encode(delivery, formats.Of(capabilities));
        Assert.Equal(line, Encoding.UTF8.GetString(first.Span));
        Assert.True(first.Equals(Encode(delivery, formats.Of(capabilities | Capability.EchoMessage))));
        Assert.False(first.Equals(Encode(delivery, formats.Of(capabilities ^ Capability.ServerTime))));
        Assert.True(first.Equals(Encode(delivery, formats.Of(capabilities))));
    }

    [Fact]
    public void What_was_written_away_says_when_and_the_tag_when_it_was_placed()
    {
        var message = new Message
        {
            Conversation = new ConversationId(7),
            Position = new Position(1),
            Room = "uci",
            From = "ana",
            Time = new DateTimeOffset(2026, 11, 21, 14, 31, 0, TimeSpan.Zero),
            Text = "sin red",
            Written = new DateTimeOffset(2026, 11, 21, 14, 2, 0, TimeSpan.Zero),
            Who = new Face("ana", "ana", "~ana", "ana.user", "Ana"),
        };
        using var output = new FrameBuffer();
        Assert.False(MessageLine.TryWrite(output, message, new IrcFormats("irc.test").Of(Capability.ServerTime)));
        var line = Encode(new Delivery(message), new IrcFormats("irc.test").Of(Capability.ServerTime));
        Assert.Equal("@time=2026-11-21T14:31:00.000Z :ana!~ana@ana.user PRIVMSG #uci :[2026-11-21 14:02Z] sin red\r\n", Encoding.UTF8.GetString(line.Span));
    }

    private static ReadOnlyMemory<byte> Encode(Delivery delivery, IrcFormat format) =>
        delivery.Frames(format, format, static (events, format) => IrcEvents.Encode(events, format, default));

    private static Message Message(Random random) => new()
    {
        Conversation = new ConversationId(random.Next(10_000)),
        Position = new Position(random.Next(10_000)),
        Room = random.Next(3) switch { 0 => "uci", 1 => "default", _ => "cuidados intensivos" },
        From = "ana",
        Time = DateTimeOffset.UnixEpoch.AddMilliseconds(random.NextInt64(4_000_000_000_000)),
        Text = Text(random, 12),
        Notice = random.Next(3) == 0 ? true : null,
        Erased = random.Next(20) == 0 ? true : null,
        ReplyTo = random.Next(3) == 0 ? new Position(random.Next(1000)) : null,
        Who = random.Next(5) == 0 ? null : new Face(Text(random, 3), random.Next(2) == 0 ? null : Text(random, 2), Text(random, 2), Text(random, 2), "Ana", random.Next(4) == 0),
        Tags = random.Next(2) == 0 ? null : Tags(random),
    };

    private static Dictionary<string, string> Tags(Random random)
    {
        string[] keys = ["+typing", "+draft/reply", "+ñ", "plain", "cuts"];
        return keys.Where(_ => random.Next(4) == 0).ToDictionary(k => k, k => k == "cuts" ? "3,9" : Text(random, 4), StringComparer.Ordinal);
    }

    private static string Text(Random random, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(most + 1)).Select(_ => Pieces[random.Next(Pieces.Length)]));
}
