using System.Text;
using Parley.Protocol.Irc;
using Xunit;

namespace Parley.Protocol.Tests.Irc;

public sealed class TextTests
{
    [Fact]
    public void Split_texts_join_back_and_every_part_fits() => Property.Holds<int>(
        seed =>
        {
            var random = new Random(seed);
            var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => new[] { "a", "ñ", "😀", " ", "\n", "e\u0301", "👩‍⚕️", "palabra" }[random.Next(8)]));
            var max = random.Next(TextSplitter.MinBytes, 40);
            var parts = TextSplitter.Split(text, max);
            return TextSplitter.Join(parts) == text && !parts[0].Concat
                && parts.All(part => Encoding.UTF8.GetByteCount(part.Text) <= max && !part.Text.Contains('\n') && !part.Text.Contains('\ufffd'))
                && parts.All(part => part.Text.Length == 0 || (!char.IsLowSurrogate(part.Text[0]) && !char.IsHighSurrogate(part.Text[^1])));
        },
        3000);

    [Theory]
    [InlineData("hola mundo feliz", 12, "hola mundo |feliz")]
    [InlineData("a\n\nb", 12, "a||b")]
    [InlineData("", 4, "")]
    [InlineData("abcdefgh", 5, "abcde|fgh")]
    [InlineData("abce\u0301", 5, "abc|e\u0301")]
    [InlineData("👩‍⚕️", 7, "👩‍|⚕️")]
    public void Texts_are_cut_where_it_shows_least(string text, int max, string parts) => Assert.Equal(parts, string.Join('|', TextSplitter.Split(text, max).Select(part => part.Text)));

    [Theory]
    [InlineData("\u0002a\x1d\x1f\x1e\x11\x16\x0f b", "a b")]
    [InlineData("\u00034,12rojo\u0003", "rojo")]
    [InlineData("\u0003123", "3")]
    [InlineData("\u00033,x", ",x")]
    [InlineData("\u0003,5x", ",5x")]
    [InlineData("\u0004ff0000,00FF00x\u0004ff", "xff")]
    [InlineData("plano", "plano")]
    public void Formatting_is_taken_out(string text, string plain) => Assert.Equal(plain, Formatting.Strip(text));

    [Theory]
    [InlineData("\u0001ACTION saluda\u0001", "ACTION", "saluda")]
    [InlineData("\u0001action saluda a todos", "ACTION", "saluda a todos")]
    [InlineData("\u0001VERSION\u0001", "VERSION", "")]
    public void Ctcp_is_recognised_with_or_without_its_end(string text, string command, string rest)
    {
        Assert.True(Ctcp.TryParse(text, out var ctcp));
        Assert.Equal((command, rest), (ctcp.Command, ctcp.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hola")]
    [InlineData("\u0001")]
    [InlineData("\u0001\u0001")]
    [InlineData("\u0001 x\u0001")]
    public void Other_texts_are_no_ctcp(string text) => Assert.False(Ctcp.TryParse(text, out _));

    [Fact]
    public void A_multiline_batch_is_its_lines_with_concatenated_ones_together()
    {
        var batch = new MultilineAssembly("#uci", 100, 10);
        Assert.True(batch.TryAdd("PRIVMSG", "#UCI", "hola", concat: false));
        Assert.True(batch.TryAdd("PRIVMSG", "#uci", " mundo", concat: true));
        Assert.True(batch.TryAdd("PRIVMSG", "#uci", "", concat: false));
        Assert.True(batch.TryAdd("PRIVMSG", "#uci", "fin", concat: false));
        Assert.True(batch.TryComplete(out var text));
        Assert.Equal("hola mundo\n\nfin", text);
    }

    [Theory]
    [InlineData("PRIVMSG", "#uci", "12345678901", false, "MULTILINE_MAX_BYTES")]
    [InlineData("PRIVMSG", "#otra", "x", false, "MULTILINE_INVALID_TARGET")]
    [InlineData("NOTICE", "#uci", "x", false, "MULTILINE_INVALID")]
    [InlineData("PRIVMSG", "#uci", "", true, "MULTILINE_INVALID")]
    public void A_line_that_does_not_belong_spoils_the_batch(string command, string target, string text, bool concat, string failure)
    {
        var batch = new MultilineAssembly("#uci", 10, 3);
        Assert.True(batch.TryAdd("PRIVMSG", "#uci", "", concat: false));
        Assert.False(batch.TryAdd(command, target, text, concat));
        Assert.Equal(failure, batch.Failure);
        Assert.False(batch.TryAdd("PRIVMSG", "#uci", "x", concat: false));
        Assert.False(batch.TryComplete(out _));
    }

    [Fact]
    public void Bytes_and_lines_of_a_batch_are_counted_with_line_ends()
    {
        var exact = new MultilineAssembly("a", 5, 3);
        Assert.True(exact.TryAdd("PRIVMSG", "a", "ab", false) && exact.TryAdd("PRIVMSG", "a", "ñ", false));
        Assert.False(exact.TryAdd("PRIVMSG", "a", "", false));
        var lines = new MultilineAssembly("a", 500, 1);
        Assert.True(lines.TryAdd("PRIVMSG", "a", "ab", false));
        Assert.False(lines.TryAdd("PRIVMSG", "a", "ab", true));
        Assert.Equal("MULTILINE_MAX_LINES", lines.Failure);
    }

    [Fact]
    public void A_batch_of_blank_lines_says_nothing()
    {
        var batch = new MultilineAssembly("a", 5, 3);
        Assert.True(batch.TryAdd("PRIVMSG", "a", "", false) && batch.TryAdd("PRIVMSG", "a", "", false));
        Assert.False(batch.TryComplete(out _));
        Assert.Equal("MULTILINE_INVALID", batch.Failure);
    }
}
