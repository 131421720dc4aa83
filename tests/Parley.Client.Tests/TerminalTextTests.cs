using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Parley.Terminal;

namespace Parley.Client.Tests;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("hola", 4)]
    [InlineData("ñandú", 5)]
    [InlineData("n\u0303", 1)]
    [InlineData("日本語", 6)]
    [InlineData("한국", 4)]
    [InlineData("ｶﾅ", 2)]
    [InlineData("😀", 2)]
    [InlineData("👩‍👩‍👧", 2)]
    [InlineData("👍🏽", 2)]
    [InlineData("❤", 1)]
    [InlineData("❤️", 2)]
    [InlineData("⌚︎", 1)]
    [InlineData("🇵🇪🇪🇸", 4)]
    [InlineData("1️⃣", 2)]
    [InlineData("\u0301", 0)]
    [InlineData("", 0)]
    public void Text_is_measured_in_cells_as_people_see_it(string text, int cells) => Assert.Equal(cells, Cells.Of(text));

    [Fact]
    public void Wrapped_rows_fit_the_width_and_lose_nothing_but_spaces()
    {
        var words = Gen.Elements("hola", "日本語", "👩‍👩‍👧", "a", "e\u0301e\u0301e\u0301", "muylargapalabraquenocabe", "🇵🇪", " ", "  ");
        var cases = from text in Gen.ListOf(words)
                    from width in Gen.Choose(4, 40)
                    from indent in Gen.Choose(0, 10)
                    select (Text: string.Join(' ', text), width, indent);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var rows = Wrapping.Wrap([new Span(c.Text)], c.width, c.indent);
            var text = string.Concat(rows.SelectMany(r => r).Select(s => s.Text));
            return rows.All(r => Cells.Of(string.Concat(r.Select(s => s.Text)).TrimEnd()) <= c.width)
                && text.Replace(" ", "", StringComparison.Ordinal) == c.Text.Replace(" ", "", StringComparison.Ordinal);
        }));
    }

    [Fact]
    public void Text_of_a_stranger_moves_no_cursor() =>
        Assert.DoesNotContain(Printable.Lines("a\e[2Jb\u202ec\r\nd\te\a"), l => l.Any(c => char.IsControl(c) || c == '\u202e'));

    [Fact]
    public void Both_languages_have_the_same_texts_with_the_same_places()
    {
        var (es, en) = (Words.In("es"), Words.In("en"));
        Assert.Equal(es.Keys.Order(), en.Keys.Order());
        foreach (var key in es.Keys)
            Assert.Equal(Places(es[key]), Places(en[key]));

        static IEnumerable<char> Places(string text) => text.Where((c, i) => i > 0 && text[i - 1] == '{').Order();
    }

    [Theory]
    [InlineData("es_PE.UTF-8", "es")]
    [InlineData("en_GB.UTF-8", "en")]
    [InlineData("C.UTF-8", "en")]
    [InlineData(null, "en")]
    public void Language_follows_the_locale(string? locale, string lang) => Assert.Equal(lang, Words.LanguageOf(n => n == "LANG" ? locale : null));

    [Fact]
    public void Keys_come_out_the_same_however_the_bytes_are_cut()
    {
        var bytes = Encoding.UTF8.GetBytes("hñ\e[A\eOH\e[1;5C\e[200~uno\r\ndos\e[201~日\x7f\r\eb\e3\x0e");
        var whole = Text(new KeyDecoder().Feed(bytes));
        Assert.Equal("hñ <Up> <Home> <WordRight> <Paste uno\ndos> 日 <Backspace> <Enter> <WordLeft> <Switch 3> <Next> ", whole);
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            var decoder = new KeyDecoder();
            List<KeyPress> keys = [.. decoder.Feed(bytes.AsSpan(0, cut)), .. decoder.Feed(bytes.AsSpan(cut))];
            Assert.Equal(whole.Replace(" ", "", StringComparison.Ordinal), Text(keys).Replace(" ", "", StringComparison.Ordinal));
        }

        static string Text(IEnumerable<KeyPress> keys) =>
            string.Concat(keys.Select(k => k.Key is Key.Text ? k.Text + " " : k.Text.Length > 0 ? $"<{k.Key} {k.Text}> " : $"<{k.Key}> "));
    }
}
