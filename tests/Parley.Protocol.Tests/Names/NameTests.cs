using Parley.Contracts;
using Xunit;

namespace Parley.Protocol.Tests.Names;

public sealed class NameTests
{
    [Theory]
    [InlineData("ana", "ana")]
    [InlineData("  María José  ", "María José")]
    [InlineData("uci \u00a0 2", "uci 2")]
    [InlineData("an\u0303o", "año")]
    [InlineData("sala_1-b.c", "sala_1-b.c")]
    [InlineData("救急 室", "救急 室")]
    [InlineData("हिन्दी", "हिन्दी")]
    public void Room_names_are_cleaned(string typed, string name)
    {
        Assert.True(RoomName.TryParse(typed, out var room));
        Assert.Equal(name, room.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("...")]
    [InlineData("a*b")]
    [InlineData("<uci>")]
    [InlineData("a\tb")]
    [InlineData("a\u001b[31mb")]
    [InlineData("a\u202eb")]
    [InlineData("a\u2066b")]
    [InlineData("a\u200bb")]
    [InlineData("a\u200db")]
    [InlineData("a\u034fb")]
    [InlineData("a\ufe0f")]
    [InlineData("\u3164")]
    [InlineData("a\ud800b")]
    [InlineData("\u0301a")]
    [InlineData("a\u0316\u0317\u0318\u0319\u031c")]
    [InlineData("a\rb")]
    [InlineData("a\u2028b")]
    public void Names_that_hide_or_move_something_are_refused(string typed)
    {
        Assert.False(RoomName.TryParse(typed, out _));
        Assert.False(Login.TryParse(typed, out _));
    }

    [Fact]
    public void Lengths_are_counted_in_characters()
    {
        Assert.True(RoomName.TryParse(new string('ñ', 63), out _));
        Assert.False(RoomName.TryParse(new string('ñ', 64), out _));
        Assert.True(Login.TryParse(string.Concat(Enumerable.Repeat("n\u0303", 32)), out _));
        Assert.True(Login.TryParse(string.Concat(Enumerable.Repeat("𐐀", 32)), out _));
        Assert.False(Login.TryParse(new string('a', 33), out _));
        Assert.False(Login.TryParse("a b", out _));
    }

    [Fact]
    public void Case_and_composition_make_no_other_name()
    {
        Assert.True(RoomName.TryParse("UCI Año", out var one));
        Assert.True(RoomName.TryParse("uci  an\u0303o", out var other));
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.Equal("UCI Año", one.Value);
    }

    [Theory]
    [InlineData("principal", true)]
    [InlineData("Default", true)]
    [InlineData("PÚBLICO", true)]
    [InlineData("General", true)]
    [InlineData("sistema", false)]
    [InlineData("uci", false)]
    public void The_default_room_has_aliases(string typed, bool isDefault)
    {
        Assert.True(RoomName.TryParse(typed, out var room));
        Assert.Equal(isDefault, NameRules.IsDefaultRoom(room));
    }

    [Theory]
    [InlineData("Server")]
    [InlineData("sеrver")]
    [InlineData("sistema")]
    [InlineData("erased-12")]
    [InlineData("generaI")]
    public void Reserved_logins_and_their_look_alikes_are_nobodys(string typed)
    {
        Assert.True(Login.TryParse(typed, out var login));
        Assert.True(NameRules.IsReserved(login));
    }

    [Fact]
    public void A_clean_name_stays_as_it_is()
    {
        Property.Holds<string?>(text =>
            !RoomName.TryParse(text, out var name)
            || (RoomName.TryParse(name.Value, out var again) && again.Value == name.Value && NameRules.Fold(name.Fold) == name.Fold));
    }
}
