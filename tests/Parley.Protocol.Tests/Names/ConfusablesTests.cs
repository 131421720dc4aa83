using Parley.Contracts;
using Xunit;

namespace Parley.Protocol.Tests.Names;

public sealed class ConfusablesTests
{
    [Theory]
    [InlineData("ana", "аnа")] // Cyrillic
    [InlineData("ana", "αna")] // Greek
    [InlineData("ana", "ａｎａ")] // full width
    [InlineData("Bob", "b0b")]
    [InlineData("bob", "Вob")] // Cyrillic capital Ve
    [InlineData("luis", "1uis")]
    [InlineData("luis", "Iuis")]
    [InlineData("luis", "Іuis")] // Cyrillic capital I
    [InlineData("OLGA", "0lga")]
    [InlineData("sofía", "ѕofía")]
    [InlineData("ïvo", "їvo")] // Cyrillic yi
    [InlineData("Ԛuique", "quique")]
    [InlineData("HANS", "НАΝЅ")]
    public void Look_alikes_have_one_skeleton(string one, string other) => Assert.Equal(Skeleton(one), Skeleton(other));

    [Theory]
    [InlineData("ana", "aña")]
    [InlineData("ana", "aná")]
    [InlineData("arnold", "amold")]
    [InlineData("mila", "mlia")]
    [InlineData("iris", "lris")]
    [InlineData("ana-b", "ana_b")]
    [InlineData("ana", "anna")]
    [InlineData("n", "п")]
    public void Names_that_people_tell_apart_have_two(string one, string other) => Assert.NotEqual(Skeleton(one), Skeleton(other));

    [Fact]
    public void Accents_make_no_difference_in_how_they_are_typed() => Assert.Equal(Skeleton("aña"), Skeleton("an\u0303a"));

    private static string Skeleton(string text)
    {
        Assert.True(Login.TryParse(text, out var login));
        return Confusables.Skeleton(login);
    }
}
