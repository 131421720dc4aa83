using System.Text.RegularExpressions;
using Parley.Contracts;
using Parley.Protocol.Line;
using Xunit;

namespace Parley.Protocol.Tests;

public sealed class TextsTests
{
    [Fact]
    public void Both_languages_have_the_same_texts() =>
        Assert.Equal(Texts.Spanish.Keys.Order(StringComparer.Ordinal), Texts.English.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Both_languages_name_the_same_values() =>
        Assert.All(Texts.Spanish.Keys, key => Assert.Equal(Texts.Spanish.NamesIn(key).Order(StringComparer.Ordinal), Texts.English.NamesIn(key).Order(StringComparer.Ordinal)));

    [Fact]
    public void Every_error_code_has_a_text_in_both_languages() =>
        Assert.All(Enum.GetValues<ErrorCode>(), code => Assert.All(Texts.Languages, lang => Assert.NotEmpty(Texts.For(lang).Error(new Refusal(code)))));

    [Fact]
    public void No_error_text_is_without_a_code() =>
        Assert.All(
            Texts.Spanish.Keys.Where(key => key.StartsWith("error.", StringComparison.Ordinal)),
            key => Assert.True(Enum.IsDefined((ErrorCode)int.Parse(key.Split('.')[1]))));

    [Fact]
    public void Only_people_who_type_commands_are_told_commands() =>
        Assert.All(
            Texts.Languages.SelectMany(lang => Enum.GetValues<ErrorCode>().Where(c => c != ErrorCode.ShowUsage), (lang, code) => (Text: Texts.For(lang), Code: code)),
            one => Assert.All(
                one.Text.Keys.Where(key => key == $"error.{(int)one.Code}" || key.StartsWith($"error.{(int)one.Code}.", StringComparison.Ordinal)),
                key => Assert.DoesNotContain('#', one.Text.Format(key))));

    [Fact]
    public void Every_advice_belongs_to_an_error() =>
        Assert.All(
            Texts.Spanish.Keys.Where(key => key.StartsWith("advice.", StringComparison.Ordinal)),
            key => Assert.True(Texts.Spanish.Has($"error{key["advice".Length..]}")));

    [Fact]
    public void A_value_that_is_not_shown_leaves_no_hole_in_the_text() =>
        Assert.Equal("Invalid value: age", Texts.English.Error(Refusal.Of(ErrorCode.InvalidValue, "what", "age", "value", "")));

    [Fact]
    public void Every_close_reason_has_a_text() =>
        Assert.All(Enum.GetValues<CloseReason>(), reason => Assert.True(Texts.Spanish.Has($"closing.{reason}")));

    [Fact]
    public void Every_listed_command_has_its_help_and_every_help_its_command()
    {
        var listed = LineCommands.All.Select(c => c.Key).OfType<string>().Select(key => $"help.{key}");
        var written = Texts.Spanish.Keys.Where(key => key.StartsWith("help.", StringComparison.Ordinal));
        Assert.Equal(listed.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Values_named_by_the_codes_comments_are_the_ones_in_the_texts()
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "src/Parley.Contracts/ErrorCode.cs"));
        foreach (Match code in Regex.Matches(source, @"(?:///[^\n]*\n\s*)*(\w+) = (\d+),"))
        {
            var documented = Regex.Matches(code.Value, @"\{(\w+)\}").Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
            foreach (var key in Texts.Spanish.Keys.Where(k => k == $"error.{code.Groups[2].Value}" || k.StartsWith($"error.{code.Groups[2].Value}.", StringComparison.Ordinal) || k.StartsWith($"advice.{code.Groups[2].Value}", StringComparison.Ordinal)))
                Assert.Subset(documented, Texts.Spanish.NamesIn(key).ToHashSet(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Errors_read_as_the_protocol_says()
    {
        Assert.Equal("It can't be stored now. Try again in 5 s", Texts.English.Error(Refusal.Of(ErrorCode.StorageUnavailable, "seconds", 5)));
        Assert.Equal("Ahora no se puede leer ni cambiar. Reintenta en 5 s", Texts.Spanish.LineError(221, Refusal.Of(ErrorCode.StorageUnavailable, "seconds", 5, "what", "request").Args));
        Assert.Equal("La sala uci no existe", Texts.Spanish.Error(Refusal.Of(ErrorCode.NoSuchRoom, "room", "uci")));
        Assert.Equal("La sala uci no existe. Ver salas: #lR", Texts.Spanish.LineError(204, Refusal.Of(ErrorCode.NoSuchRoom, "room", "uci").Args));
        Assert.Equal("Invalid language: xx. Usage: #lang es|en", Texts.English.LineError(203, Refusal.Of(ErrorCode.InvalidValue, "what", "lang", "value", "xx").Args));
        Assert.Equal("You are already in uci", Texts.English.LineError(205, Refusal.Of(ErrorCode.AlreadyInRoom, "room", "uci").Args));
        Assert.Equal("You cannot delete uci: bob created it", Texts.English.Error(Refusal.Of(ErrorCode.NotYourRoom, "room", "uci", "owner", "bob")));
        Assert.Equal("Nombre de sala no válido: a*b", Texts.Spanish.Error(Refusal.Of(ErrorCode.InvalidValue, "what", "room", "value", "a*b")));
        Assert.Equal("Invalid value: colour", Texts.English.Error(Refusal.Of(ErrorCode.InvalidValue, "what", "colour")));
        Assert.Equal("Ya estás en la sala principal", Texts.Spanish.Error(Refusal.Of(ErrorCode.AlreadyInRoom, "room", "default")));
        Assert.Null(Texts.Spanish.Error(999, new Dictionary<string, string>(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData(0, "0 personas", "0 people")]
    [InlineData(1, "1 persona", "1 person")]
    [InlineData(2, "2 personas", "2 people")]
    public void One_and_many_have_their_own_words(int n, string spanish, string english)
    {
        Assert.Contains(spanish, Texts.Spanish.Format("entered", ("room", "uci"), ("n", n)), StringComparison.Ordinal);
        Assert.Contains(english, Texts.English.Format("entered", ("room", "uci"), ("n", n)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_room_is_called_by_its_name_in_each_language()
    {
        Assert.All(new[] { "default", "Principal", "general", "público" }, alias =>
        {
            Assert.Equal("principal", Texts.Spanish.Room(alias));
            Assert.Equal("default", Texts.English.Room(alias));
        });
        Assert.Equal("uci", Texts.Spanish.Room("uci"));
        Assert.True(RoomName.TryParse(Texts.Spanish.DefaultRoom, out var room) && NameRules.IsDefaultRoom(room));
    }

    [Fact]
    public void Unknown_languages_are_english()
    {
        Assert.Same(Texts.English, Texts.For("fr"));
        Assert.Same(Texts.English, Texts.For(null));
        Assert.Same(Texts.Spanish, Texts.For("es"));
    }
}
