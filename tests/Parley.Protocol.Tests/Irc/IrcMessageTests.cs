using System.Buffers;
using System.Text;
using Parley.Protocol.Irc;
using Xunit;

namespace Parley.Protocol.Tests.Irc;

public sealed class IrcMessageTests
{
    [Theory]
    [InlineData("ping", "", null, "PING", "")]
    [InlineData("foo bar baz asdf", "", null, "FOO", "bar|baz|asdf")]
    [InlineData("foo bar baz :asdf quux", "", null, "FOO", "bar|baz|asdf quux")]
    [InlineData("foo bar baz :", "", null, "FOO", "bar|baz|")]
    [InlineData("foo bar baz ::asdf", "", null, "FOO", "bar|baz|:asdf")]
    [InlineData(":coolguy   foo   bar  baz  : asdf ", "", "coolguy", "FOO", "bar|baz| asdf ")]
    [InlineData("foo bar   ", "", null, "FOO", "bar")]
    [InlineData("  foo bar:baz a", "", null, "FOO", "bar:baz|a")]
    [InlineData(":src 001 ana :Hola", "", "src", "001", "ana|Hola")]
    [InlineData("@a=b;c=32;k;rt=ql7 foo", "a=b;c=32;k=;rt=ql7", null, "FOO", "")]
    [InlineData(@"@a=b\\and\nk;c=72\s45;d=gh\:764 foo", "a=b\\and\nk;c=72 45;d=gh;764", null, "FOO", "")]
    [InlineData(@"@a=\b\;+x/y=2;a=3  :s  foo", "a=3;+x/y=2", "s", "FOO", "")]
    [InlineData(@"@a=end\ foo", "a=end", null, "FOO", "")]
    [InlineData("@;=v; foo", "", null, "FOO", "")]
    [InlineData(":gravel.mozilla.org 432  #momo :Erroneous Nickname: Illegal characters", "", "gravel.mozilla.org", "432", "#momo|Erroneous Nickname: Illegal characters")]
    [InlineData("ñandú x", "", null, "ñANDú", "x")]
    [InlineData("foo \tbar", "", null, "FOO", "\tbar")]
    public void A_line_is_split_into_tags_source_command_and_parameters(string line, string tags, string? source, string command, string parameters)
    {
        Assert.True(IrcMessage.TryParse(Encoding.UTF8.GetBytes(line), out var message));
        Assert.Equal(tags, string.Join(';', message.Tags.Select(tag => $"{tag.Key}={tag.Value}")));
        Assert.Equal((source, command, parameters), (message.Source, message.Command, string.Join('|', message.Params)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(":source")]
    [InlineData("@tag")]
    [InlineData("@tag :source ")]
    public void A_line_without_a_command_is_no_message(string line) => Assert.False(IrcMessage.TryParse(Encoding.UTF8.GetBytes(line), out _));

    [Fact]
    public void Noise_never_throws() => Property.Holds<byte[]>(
        bytes => IrcMessage.TryParse(bytes, out var message) == (message is not null), 5000);

    [Fact]
    public void What_is_written_reads_back_as_one_line() => Property.Holds<int>(
        seed =>
        {
            var random = new Random(seed);
            var tags = Enumerable.Range(0, random.Next(3)).Select(i => KeyValuePair.Create($"+k{i}", Word(random).Replace("\0", "", StringComparison.Ordinal))).ToList();
            var parameters = Enumerable.Range(0, random.Next(5)).Select(_ => Word(random)).ToArray();
            var source = random.Next(2) == 0 ? null : "ana!u@h";
            var output = new ArrayBufferWriter<byte>();
            var body = random.Next(2) == 0
                ? IrcLine.Write(output, tags, source, "PRIVMSG", parameters)
                : IrcLine.WriteText(output, tags, source, "PRIVMSG", parameters);
            var written = Encoding.UTF8.GetString(output.WrittenSpan);
            var line = written[..^2];
            var noTags = tags.Count == 0 ? line : line[(line.IndexOf(' ') + 1)..];
            return written.EndsWith("\r\n", StringComparison.Ordinal) && line.IndexOfAny(['\r', '\n', '\0']) < 0
                && body == Encoding.UTF8.GetByteCount(noTags)
                && IrcMessage.TryParse(line, out var message)
                && message.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).SequenceEqual(tags)
                && message.Source == source && message.Command == "PRIVMSG"
                && message.Params.Count == parameters.Length
                && (parameters.Length == 0 || message.Params[^1] == parameters[^1].Replace('\r', ' ').Replace('\n', ' ').Replace('\0', ' '));
        },
        3000);

    [Theory]
    [InlineData("hola", "X a hola")]
    [InlineData("", "X a :")]
    [InlineData(":)", "X a ::)")]
    [InlineData("a b", "X a :a b")]
    [InlineData("a\r\nQUIT", "X a :a  QUIT")]
    [InlineData("a:b", "X a a:b")]
    public void The_last_parameter_has_a_colon_when_it_needs_one(string last, string line) => Assert.Equal(line + "\r\n", Written("a", last));

    [Theory]
    [InlineData("", "X * b")]
    [InlineData(":a", "X _a b")]
    [InlineData("a b\n", "X a_b_ b")]
    public void A_parameter_before_the_last_can_not_break_the_line(string first, string line) => Assert.Equal(line + "\r\n", Written(first, "b"));

    [Fact]
    public void Body_room_is_what_fits_exactly()
    {
        var room = IrcLine.BodyRoom("ana!u@h", "PRIVMSG", "#uci");
        Assert.Equal(IrcReader.BodyBytes, IrcLine.WriteText(new ArrayBufferWriter<byte>(), null, "ana!u@h", "PRIVMSG", "#uci", new string('x', room)));
        Assert.Equal(0, IrcLine.BodyRoom(new string('x', 600), "PRIVMSG", "#uci"));
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character() => Assert.Equal("X a \ufffd\r\n", Written("a", "\ud83d"));

    private static string Written(params string[] parameters)
    {
        var output = new ArrayBufferWriter<byte>();
        IrcLine.Write(output, null, null, "X", parameters);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string Word(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => new[] { "a", "ñ", "😀", " ", ":", ";", "\\", "\r", "\n", "\0", "=" }[random.Next(11)]));
}
