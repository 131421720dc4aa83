using Parley.Protocol.Irc;
using Xunit;

namespace Parley.Protocol.Tests.Irc;

public sealed class ModeTests
{
    [Theory]
    [InlineData("+ov-l ana bob", "+o=ana +v=bob -l")]
    [InlineData("nt", "+n +t")]
    [InlineData("b", "+b?")]
    [InlineData("+be-I x!*@*", "+b=x!*@* +e? -I?")]
    [InlineData("+k", "+k!MissingParam")]
    [InlineData("-k", "-k")]
    [InlineData("-k clave", "-k=clave")]
    [InlineData("+l 5", "+l=5")]
    [InlineData("+l", "+l!MissingParam")]
    [InlineData("-o", "-o!MissingParam")]
    [InlineData("+xi", "+x!UnknownLetter +i")]
    [InlineData("--+-m", "-m")]
    [InlineData("", "")]
    public void Channel_modes_are_read(string text, string changes)
    {
        var words = text.Split(' ');
        Assert.Equal(changes, string.Join(' ', ModeParser.Parse(words[0], words[1..]).Select(Show)));
    }

    [Fact]
    public void No_more_than_a_hundred_changes_are_read() => Assert.Equal(100, ModeParser.Parse(new string('i', 5000), []).Count);

    [Fact]
    public void User_modes_have_letters_of_their_own() =>
        Assert.Equal("+B +i -w +b!UnknownLetter", string.Join(' ', ModeParser.Parse(UserModes.Table, "Bi-w+b", []).Select(Show)));

    [Fact]
    public void What_is_packed_reads_back_within_its_limits() => Property.Holds<int>(
        seed =>
        {
            var random = new Random(seed);
            var letters = "beIklimnstqaohv";
            var changes = Enumerable.Range(0, random.Next(60)).Select(_ =>
            {
                var letter = letters[random.Next(letters.Length)];
                var add = random.Next(2) == 0;
                var kind = ChannelModes.Table.Find(letter)!.Kind;
                return new ModeChange(add, letter, kind == ModeKind.Flag || (kind == ModeKind.WhenSet && !add) ? null : new string('ñ', random.Next(1, 20)));
            }).ToList();
            var lines = ModeFormat.Lines(changes, room: 60, perLine: 4);
            return lines.SelectMany(line => ModeParser.Parse(line.Modes, line.Params)).SequenceEqual(changes)
                && lines.All(line => line.Modes.Count(char.IsLetter) <= 4)
                && lines.All(line => System.Text.Encoding.UTF8.GetByteCount($"{line.Modes} {string.Join(' ', line.Params)}") <= 61);
        });

    [Fact]
    public void Signs_are_not_repeated()
    {
        var line = Assert.Single(ModeFormat.Lines([new(true, 'o', "a"), new(true, 'v', "b"), new(false, 'l')]));
        Assert.Equal(("+ov-l", "a b"), (line.Modes, string.Join(' ', line.Params)));
        Assert.Empty(ModeFormat.Lines([]));
    }

    [Fact]
    public void What_005_says_is_what_the_table_holds() =>
        Assert.Equal(("beI,k,l,CMRimnst", "(qaohv)~&@%+", "~&@%+"), (ChannelModes.ChanModes, ChannelModes.Prefix, ChannelModes.Signs));

    [Theory]
    [InlineData("vo", true, "@+")]
    [InlineData("vo", false, "@")]
    [InlineData("q", true, "~")]
    [InlineData("", false, "")]
    public void Signs_of_a_member_stand_highest_first(string letters, bool multiPrefix, string signs) => Assert.Equal(signs, ChannelModes.SignsOf(letters, multiPrefix));

    [Fact]
    public void The_difference_of_user_modes_is_said() => Assert.Equal(("-i+Bw", ""), (ModeFormat.Difference("ir", "rwB"), ModeFormat.Difference("i", "i")));

    private static string Show(ModeChange change) =>
        (change.Add ? "+" : "-") + change.Letter + (change.Param is null ? "" : "=" + change.Param)
        + (change.Problem == ModeProblem.None ? "" : "!" + change.Problem) + (ModeParser.IsListQuery(ChannelModes.Table, change) ? "?" : "");
}
