using Parley.Protocol.Irc;
using Xunit;

namespace Parley.Protocol.Tests.Irc;

public sealed class QueryTests
{
    private const string Time = "2026-11-21T11:42:40.123Z";

    [Theory]
    [InlineData("LATEST #uci * 50", HistorySubcommand.Latest, "#uci", "*", "*", 50)]
    [InlineData("latest #uci msgid=a-1 50", HistorySubcommand.Latest, "#uci", "a-1", "*", 50)]
    [InlineData("BEFORE bob timestamp=" + Time + " 1", HistorySubcommand.Before, "bob", Time, "*", 1)]
    [InlineData("AFTER #uci msgid=x 7", HistorySubcommand.After, "#uci", "x", "*", 7)]
    [InlineData("AROUND #uci msgid=x 7", HistorySubcommand.Around, "#uci", "x", "*", 7)]
    [InlineData("BETWEEN #uci msgid=x timestamp=" + Time + " 7", HistorySubcommand.Between, "#uci", "x", Time, 7)]
    [InlineData("TARGETS timestamp=" + Time + " timestamp=" + Time + " 10", HistorySubcommand.Targets, "", Time, Time, 10)]
    public void A_history_request_is_read(string text, HistorySubcommand subcommand, string target, string from, string to, int limit)
    {
        var query = HistoryQuery.Parse(text.Split(' '), out var failure);
        Assert.Null(failure);
        Assert.NotNull(query);
        Assert.Equal((subcommand, target, from, to, limit), (query.Subcommand, query.Target, Show(query.From), Show(query.To), query.Limit));
    }

    [Theory]
    [InlineData("", "NEED_MORE_PARAMS")]
    [InlineData("SIDEWAYS", "UNKNOWN_COMMAND")]
    [InlineData("LATEST #uci *", "NEED_MORE_PARAMS")]
    [InlineData("BETWEEN #uci msgid=x 5", "NEED_MORE_PARAMS")]
    [InlineData("BEFORE #uci * 5", "INVALID_PARAMS")]
    [InlineData("LATEST #uci * 0", "INVALID_PARAMS")]
    [InlineData("LATEST #uci * -5", "INVALID_PARAMS")]
    [InlineData("LATEST #uci * x", "INVALID_PARAMS")]
    [InlineData("LATEST #uci nothing 5", "INVALID_PARAMS")]
    [InlineData("LATEST #uci timestamp=ayer 5", "INVALID_PARAMS")]
    [InlineData("LATEST #uci msgid= 5", "INVALID_PARAMS")]
    [InlineData("LATEST #uci moon=full 5", "INVALID_MSGREFTYPE")]
    [InlineData("TARGETS msgid=a msgid=b 5", "INVALID_MSGREFTYPE")]
    public void A_wrong_history_request_is_told_by_code(string text, string code)
    {
        Assert.Null(HistoryQuery.Parse(text.Split(' ', StringSplitOptions.RemoveEmptyEntries), out var failure));
        Assert.Equal(code, failure?.Code);
    }

    [Theory]
    [InlineData("%tnuhra,42", "tuhnar", "42")]
    [InlineData("o%nn", "n", "0")]
    [InlineData("%", "", "0")]
    [InlineData("%tn,1234", "tn", "0")]
    [InlineData("%xn,abc", "n", "0")]
    public void Whox_fields_are_read_into_their_order(string text, string letters, string token) => Assert.Equal(new WhoxFields(letters, token), WhoxFields.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("o")]
    public void A_plain_who_has_no_fields(string? text) => Assert.Null(WhoxFields.Parse(text));

    [Fact]
    public void Whox_answers_all_fields_in_the_standard_order()
    {
        var row = new WhoxRow("ana") { Channel = "#uci", User = "u", Ip = "1.2.3.4", Host = "h", Server = "s", Flags = "H@", Hops = 2, IdleSeconds = 9, RealName = "Ana P." };
        Assert.Equal(["7", "#uci", "u", "1.2.3.4", "h", "s", "ana", "H@", "2", "9", "0", "n/a", "Ana P."], WhoxFields.Parse("%roaldfnshiuct,7")!.Params(row));
    }

    [Fact]
    public void Times_come_back() => Property.Holds<int>(seed =>
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(new Random(seed).NextInt64(253402300800000));
        return ServerTime.TryParse(ServerTime.Format(time), out var read) && read == time;
    });

    [Theory]
    [InlineData(Time, true)]
    [InlineData("2026-11-21T11:42:40Z", true)]
    [InlineData("2026-11-21T11:42:40.1234567Z", true)]
    [InlineData("2026-11-21 11:42:40Z", false)]
    [InlineData("2026-11-21T11:42:40.123", false)]
    [InlineData("2026-11-21T11:42:40.123+01:00", false)]
    [InlineData("2026-13-21T11:42:40.123Z", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_utc_times_are_read(string? text, bool valid) => Assert.Equal(valid, ServerTime.TryParse(text, out _));

    [Fact]
    public void A_time_of_another_zone_is_written_in_utc() =>
        Assert.Equal("2026-11-21T09:42:40.120Z", ServerTime.Format(new DateTimeOffset(2026, 11, 21, 11, 42, 40, 120, TimeSpan.FromHours(2))));

    private static string Show(HistoryReference reference) => reference.IsAny ? "*" : reference.MsgId ?? ServerTime.Format(reference.Time!.Value);
}
