using Parley.Contracts;
using Parley.Protocol.Irc;
using Xunit;

namespace Parley.Protocol.Tests.Irc;

public sealed class IrcNameTests
{
    [Theory]
    [InlineData("#uci", "uci", "#uci")]
    [InlineData("#sala\u00a0grande", "sala grande", "#sala\u00a0grande")]
    [InlineData("#Ñandú", "Ñandú", "#Ñandú")]
    [InlineData("#principal", "default", "#principal")]
    [InlineData("#DEFAULT", "default", "#principal")]
    public void A_channel_is_a_room_and_back(string channel, string room, string shown)
    {
        Assert.True(ChannelName.TryParse(channel, out var name));
        Assert.Equal((room, shown, shown), (name.Value, ChannelName.Of(name), ChannelName.Of(room)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("#")]
    [InlineData("uci")]
    [InlineData("&uci")]
    [InlineData("##uci")]
    [InlineData("#a b")]
    [InlineData("#a,b")]
    [InlineData("#a\u0007")]
    [InlineData("#0123456789012345678901234567890123456789012345678901234567890123")]
    public void Other_texts_are_no_channel(string? text) => Assert.False(ChannelName.TryParse(text, out _));

    [Theory]
    [InlineData("ana")]
    [InlineData("ana-1.x_")]
    [InlineData("[]\\`^{}|")]
    [InlineData("_")]
    [InlineData("|ñandú|")]
    [InlineData("01234", false)]
    [InlineData("-ana", false)]
    [InlineData(" ana", false)]
    [InlineData("ana ", false)]
    [InlineData("a!b", false)]
    [InlineData("a@b", false)]
    [InlineData("a,b", false)]
    [InlineData("a*", false)]
    [InlineData("a?", false)]
    [InlineData("#ana", false)]
    [InlineData(":ana", false)]
    [InlineData("~ana", false)]
    [InlineData("@ana", false)]
    [InlineData("+ana", false)]
    [InlineData("%ana", false)]
    [InlineData("&ana", false)]
    [InlineData("$ana", false)]
    [InlineData("", false)]
    [InlineData("a\u200bb", false)]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdef", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefg", false)]
    public void A_nick_is_what_a_login_may_be_and_the_letters_of_old(string text, bool valid = true)
    {
        Assert.Equal(valid, Nick.TryParse(text, 32, out var clean));
        Assert.Equal(valid ? text : "", clean);
    }

    [Fact]
    public void A_nick_is_composed_and_its_characters_counted()
    {
        Assert.True(Nick.TryParse("n\u0303a", 2, out var clean));
        Assert.Equal("ña", clean);
        Assert.False(Nick.TryParse("ñau", 2, out _));
    }

    [Theory]
    [InlineData("coolguy", "coolguy", null, null)]
    [InlineData("coolguy!ag@127.0.0.1", "coolguy", "ag", "127.0.0.1")]
    [InlineData("coolguy!~ag@localhost", "coolguy", "~ag", "localhost")]
    [InlineData("coolguy@127.0.0.1", "coolguy", null, "127.0.0.1")]
    [InlineData("coolguy!ag", "coolguy", "ag", null)]
    [InlineData("a!b@c@d!e", "a", "b", "c@d!e")]
    [InlineData("irc.uci.es", "irc.uci.es", null, null)]
    public void A_source_is_split_and_joined(string text, string nick, string? user, string? host)
    {
        Assert.Equal(new Prefix(nick, user, host), Prefix.Parse(text));
        Assert.Equal(text, Prefix.Parse(text).ToString());
    }

    [Theory]
    [InlineData("ana", "ana!*@*")]
    [InlineData("*@host", "*!*@host")]
    [InlineData("u@host", "*!u@host")]
    [InlineData("n!u", "n!u@*")]
    [InlineData("n!", "n!*@*")]
    [InlineData("n!u@h", "n!u@h")]
    [InlineData("", "*!*@*")]
    [InlineData("@", "*!*@*")]
    [InlineData("$a:x", "$a:x")]
    [InlineData("a:x", "a:x")]
    [InlineData("m:mask", "m:mask")]
    public void A_mask_is_filled_in(string mask, string whole)
    {
        Assert.Equal(whole, BanMask.Normalise(mask));
        Assert.Equal(whole, BanMask.Normalise(whole));
    }

    [Theory]
    [InlineData("*", "")]
    [InlineData("", "")]
    [InlineData("*@127.0.0.1", "coolguy!ag@127.0.0.1")]
    [InlineData("cool*@*", "coolguy!ag@127.0.0.1")]
    [InlineData("COOL*", "coolguy!ag@127.0.0.1")]
    [InlineData("ñ?ndú", "ÑANDÚ")]
    [InlineData("a?b", "a😀b")]
    [InlineData("a\\?b", "a?b")]
    [InlineData("\\**", "*dice")]
    [InlineData("a\\b", "a\\b")]
    [InlineData("a\\", "a\\")]
    [InlineData("*a*b*c*", "xxaxxbxxcxx")]
    [InlineData("**a", "bba")]
    [InlineData("cool*@*", "kooky!ag@127.0.0.1", false)]
    [InlineData("a?b", "ab", false)]
    [InlineData("a\\?b", "axb", false)]
    [InlineData("\\*", "x", false)]
    [InlineData("", "x", false)]
    [InlineData("?", "", false)]
    [InlineData("*a", "ab", false)]
    [InlineData("a\\", "a", false)]
    public void A_mask_matches_the_whole_text_in_any_case(string mask, string text, bool matches = true) => Assert.Equal(matches, NameMask.Matches(mask, text));

    [Fact]
    public void A_mask_agrees_with_the_plain_definition_and_an_escaped_text_with_itself() => Property.Holds<int>(
        seed =>
        {
            var random = new Random(seed);
            var mask = string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => "ab*?"[random.Next(4)]));
            var text = string.Concat(Enumerable.Range(0, random.Next(10)).Select(_ => "ab"[random.Next(2)]));
            return NameMask.Matches(mask, text) == Plain(mask, text) && NameMask.Matches(NameMask.Escape(mask + "\\" + text), mask + "\\" + text);
        },
        5000);

    [Fact]
    public void A_hostile_mask_takes_no_exponential_time() =>
        Assert.False(NameMask.Matches(string.Concat(Enumerable.Repeat("*a", 100)) + "b", new string('a', 500)));

    private static bool Plain(string mask, string text) => mask switch
    {
        "" => text.Length == 0,
        ['*', ..] => Plain(mask[1..], text) || (text.Length > 0 && Plain(mask, text[1..])),
        _ => text.Length > 0 && (mask[0] == '?' || mask[0] == text[0]) && Plain(mask[1..], text[1..]),
    };

    [Fact]
    public void Message_ids_come_back() => Property.Holds<(long Conversation, long Position)>(pair =>
    {
        var id = new MessageId(new ConversationId(pair.Conversation & long.MaxValue), new Position(pair.Position & long.MaxValue));
        return MessageId.TryParse(id.ToString(), out var read) && read == id && id.ToString().IndexOfAny([' ', ':', ',']) < 0;
    });

    [Theory]
    [InlineData("1y2p0ij32e8e7-1", true)]
    [InlineData("1y2p0ij32e8e8-1")]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1-")]
    [InlineData("-1")]
    [InlineData("1-2-3")]
    [InlineData("01-1")]
    [InlineData("A-1")]
    [InlineData("zzzzzzzzzzzzz-1")]
    [InlineData(null)]
    public void Only_our_own_message_ids_are_read(string? text, bool ours = false) => Assert.Equal(ours, MessageId.TryParse(text, out _));
}
