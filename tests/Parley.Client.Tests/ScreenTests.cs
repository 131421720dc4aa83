using Parley.Contracts;
using Parley.Terminal;

namespace Parley.Client.Tests;

public sealed class ScreenTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly Screen _screen = new();
    private readonly Keyboard _keyboard;
    private readonly Layout _layout = new(TimeZoneInfo.Utc);

    public ScreenTests() => _keyboard = new Keyboard(_screen);

    [Fact]
    public void Word_is_erased_and_the_cursor_moves_by_whole_characters()
    {
        Type("hola 👩‍👩‍👧e\u0301");
        Press(Key.Left);
        Press(Key.Backspace);
        Assert.Equal("hola e\u0301", _screen.Input.Text);
        Press(Key.End);
        Press(Key.KillWord);
        Assert.Equal("hola ", _screen.Input.Text);
        Press(Key.WordLeft);
        Press(Key.KillToEnd);
        Assert.Equal("", _screen.Input.Text);
    }

    [Fact]
    public void Paste_of_several_lines_is_one_message()
    {
        _keyboard.Press(new KeyPress(Key.Paste, "uno\ndos\n"), 10, []);
        Assert.Equal("uno\ndos", _keyboard.Press(new KeyPress(Key.Enter), 10, []).Line);
    }

    [Fact]
    public void History_comes_back_to_the_draft_and_keeps_no_passwords()
    {
        Enter("uno");
        Enter("#passwd a b");
        Enter("dos");
        Type("borrador");
        Press(Key.Up);
        Assert.Equal("dos", _screen.Input.Text);
        Press(Key.Up);
        Assert.Equal("uno", _screen.Input.Text);
        Press(Key.Down);
        Press(Key.Down);
        Assert.Equal("borrador", _screen.Input.Text);
    }

    [Theory]
    [InlineData("#sh", "#show ")]
    [InlineData("#gR u", "#gR uci")]
    [InlineData("bo", "bob: ")]
    [InlineData("hola bo", "hola bob ")]
    [InlineData("#\\private<bo", "#\\private<bob> ")]
    [InlineData("a", "an")]
    [InlineData("zz", "zz")]
    public void Tab_completes_commands_rooms_and_people(string typed, string completed)
    {
        _screen.Know(["uci", "lab"], ["bob", "ana", "andrés"]);
        Type(typed);
        _keyboard.Press(new KeyPress(Key.Tab), 10, ["#show", "#gR"]);
        Assert.Equal(completed, _screen.Input.Text);
    }

    [Fact]
    public void Messages_elsewhere_count_as_unread_until_looked_at()
    {
        var uci = _screen.OfRoom("uci");
        _screen.BringToFront(uci);
        var bob = _screen.OfPerson("bob");
        Say(bob, 1);
        Say(bob, 2);
        Say(uci, 1);
        Assert.Equal((2, 0), (bob.Unread, uci.Unread));
        Assert.Contains("@bob (2)", Rows(80, 24)[^2], StringComparison.Ordinal);
        Press(Key.Next);
        Assert.Equal(0, bob.Unread);
        Assert.Same(bob, _screen.Front);
    }

    [Fact]
    public void New_messages_do_not_move_what_is_scrolled_back_to_and_are_announced()
    {
        var uci = _screen.OfRoom("uci");
        for (var i = 1; i <= 100; i++)
            Say(uci, i);
        Assert.Contains("text 100", Rows(80, 24)[21], StringComparison.Ordinal);
        Press(Key.PageUp);
        Rows(80, 24);
        Say(uci, 101);
        Assert.Contains("▼ 1", Rows(80, 24)[21], StringComparison.Ordinal);
        Press(Key.End);
        Assert.Contains("text 101", Rows(80, 24)[21], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("es", "conectado a tls:a:7443", "pasado a tls:b:7443")]
    [InlineData("en", "connected to tls:a:7443", "changed over to tls:b:7443")]
    public void Bar_names_the_node_and_that_it_is_another(string lang, string first, string second)
    {
        _screen.Linked(LinkState.Connected, ServerAddress.Tls("a"));
        Assert.Contains(first, Bar(lang), StringComparison.Ordinal);
        _screen.Linked(LinkState.Reconnecting, null);
        Assert.DoesNotContain("tls:", Bar(lang), StringComparison.Ordinal);
        _screen.Linked(LinkState.Connected, ServerAddress.Tls("b"));
        Assert.Contains(second, Bar(lang), StringComparison.Ordinal);
    }

    [Fact]
    public void Bar_of_one_server_names_no_address()
    {
        _screen.Linked(LinkState.Connected, null);
        Assert.Equal(" connected", Bar("en").TrimEnd());
    }

    [Theory]
    [InlineData("es", " enlazado con 2 · lab (abierto)")]
    [InlineData("en", " linked with 2 · lab (abierto)")]
    public void Bar_of_a_peer_shows_its_group_and_no_server(string lang, string shown)
    {
        _screen.Linked(LinkState.Connected, null);
        (_screen.Peers, _screen.Group) = (2, "lab (abierto)");
        Assert.Equal(shown, Bar(lang).TrimEnd());
        // What is unread is not cut off.
        _screen.OfPerson("bob").Add(new SaidLine(DateTimeOffset.UnixEpoch, new(1), "bob", "hola"), inFront: false);
        Assert.Contains("@bob (1) | " + shown.Trim(), Bar(lang), StringComparison.Ordinal);
        _screen.Group = null;
        Assert.DoesNotContain("lab", Bar(lang), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("es", 80, " principal · 3 aquí | SIN SERVIDOR · entre equipos (12)")]
    [InlineData("en", 80, " principal · 3 here | NO SERVER · among peers (12)")]
    [InlineData("es", 40, " principal · 3 aquí | SIN SERVIDOR (12)")]
    [InlineData("en", 40, " principal · 3 here | NO SERVER (12)")]
    [InlineData("en", 28, " NO SERVER (12) | principal…")]
    public void Bar_says_at_any_width_that_there_is_no_server(string lang, int width, string shown)
    {
        _screen.OfRoom("principal").People = 3;
        _screen.BringToFront(_screen.OfRoom("principal"));
        _screen.Peers = 12;
        Assert.Equal(shown, StatusBar.Text(_screen, width, Words.In(lang), room => room));
    }

    [Fact]
    public void Mark_of_an_edited_message_wraps_with_its_text()
    {
        var uci = _screen.OfRoom("uci");
        for (var length = 1; length <= 60; length++)
        {
            Say(uci, length, "x");
            uci.Change(new Position(length), new string('y', length));
        }
        Assert.All(_layout.Draw(_screen, 40, 300, Words.In("en"), r => r).Rows, row => Assert.InRange(Cells.Of(string.Concat(row.Select(s => s.Text)).TrimEnd()), 0, 40));
    }

    [Fact]
    public void Pictures_fit_every_size()
    {
        var uci = _screen.OfRoom("uci");
        Say(uci, 1, "日本語 👩‍👩‍👧 " + new string('x', 100));
        _screen.Show(new SaidLine(Noon.AddDays(1), new Position(2), "bob", "uno\ndos"), uci);
        Type("日本語 " + new string('y', 90));
        for (var width = 4; width <= 100; width += 3)
        {
            for (var height = 3; height <= 30; height += 4)
            {
                var picture = _layout.Draw(_screen, width, height, Words.In("es"), r => r);
                Assert.Equal(height, picture.Rows.Count);
                Assert.All(picture.Rows, r => Assert.True(Cells.Of(string.Concat(r.Select(s => s.Text)).TrimEnd()) <= width));
                Assert.InRange(picture.CursorRow, 0, height - 1);
                Assert.InRange(picture.CursorColumn, 0, width - 1);
            }
        }
    }

    [Fact]
    public void Day_is_marked_where_it_changes()
    {
        var uci = _screen.OfRoom("uci");
        Say(uci, 1);
        _screen.Show(new SaidLine(Noon.AddDays(1), new Position(2), "bob", "mañana"), uci);
        Assert.Contains(Rows(80, 24), r => r.Contains("2026-11-22", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_written_away_shows_both_times()
    {
        var uci = _screen.OfRoom("uci");
        _screen.Show(new SaidLine(Noon, new Position(1), "bob", "sin red", Written: Noon.AddMinutes(-29)), uci);
        _screen.Show(new SaidLine(Noon, new Position(2), "bob", "de ayer", Written: Noon.AddDays(-1)), uci);
        Assert.Contains(Rows(80, 24), r => r.Contains(":31", StringComparison.Ordinal) && r.Contains("sin", StringComparison.Ordinal));
        Assert.Contains(Rows(80, 24), r => r.Contains("2026-11-20", StringComparison.Ordinal));
    }

    [Fact]
    public void Secret_is_never_drawn()
    {
        _screen.Prompt = "Contraseña";
        _screen.Secret = true;
        Type("secreto12");
        Assert.DoesNotContain(Rows(80, 24), r => r.Contains("secreto", StringComparison.Ordinal));
        Assert.Equal("secreto12", _keyboard.Press(new KeyPress(Key.Enter), 10, []).Line);
    }

    [Fact]
    public void Edited_and_withdrawn_messages_change_in_their_place()
    {
        var uci = _screen.OfRoom("uci");
        Say(uci, 1);
        Say(uci, 2);
        Assert.True(uci.Change(new Position(1), "otro"));
        Assert.True(uci.Change(new Position(2), null));
        Assert.False(uci.Change(new Position(9), "x"));
        var rows = string.Join('\n', Rows(80, 24));
        Assert.Contains("bob: otro (editado)", rows, StringComparison.Ordinal);
        Assert.DoesNotContain("text 2", rows, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_changed_rows_are_painted_and_no_colour_means_none()
    {
        var uci = _screen.OfRoom("uci");
        Say(uci, 1);
        var painter = new Painter(colours: false);
        var first = painter.Paint(_layout.Draw(_screen, 80, 24, Words.In("es"), r => r));
        Say(uci, 2);
        var second = painter.Paint(_layout.Draw(_screen, 80, 24, Words.In("es"), r => r));
        Assert.Contains("text 1", first, StringComparison.Ordinal);
        Assert.Contains("text 2", second, StringComparison.Ordinal);
        Assert.DoesNotContain("text 1", second, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\e\[[0-9;]*[39][0-9]m", first + second);
    }

    private static void Say(Screen screen, Conversation where, int position, string? text) =>
        screen.Show(new SaidLine(Noon, new Position(position), "bob", text ?? $"text {position}"), where);

    private void Say(Conversation where, int position, string? text = null) => Say(_screen, where, position, text);

    private void Press(Key key) => _keyboard.Press(new KeyPress(key), 20, []);

    private void Type(string text) => _keyboard.Press(new KeyPress(Key.Text, text), 20, []);

    private void Enter(string line)
    {
        Type(line);
        Press(Key.Enter);
    }

    private string Bar(string lang) => StatusBar.Text(_screen, 80, Words.In(lang), r => r);

    private List<string> Rows(int width, int height) =>
        [.. _layout.Draw(_screen, width, height, Words.In("es"), r => r).Rows.Select(r => string.Concat(r.Select(s => s.Text)))];
}
