using System.Buffers;
using System.Text;
using Parley.Core.InMemory;
using Parley.Gateway.Http.ImServer;
using Parley.Testing;

namespace Parley.Gateway.Tests.ImServer;

public sealed class PageTests
{
    [Fact]
    public async Task Html_in_the_dictionary_is_shown_as_text_and_quotes_stay()
    {
        var page = new TestPage();
        await page.AskAsync("action=set&key=<b>%26&value=<script>alert(1)</script>\"");
        Assert.Contains("a:1:{s:4:\"&lt;b&gt;&amp;\";s:26:\"&lt;script&gt;alert(1)&lt;/script&gt;\"\";}", await page.TextAsync(""), StringComparison.Ordinal);
        Assert.Equal("<script>alert(1)</script>\"\n", await page.TextAsync("action=get&key=<b>%26"));
    }

    [Fact]
    public async Task Stored_programs_are_text()
    {
        var page = new TestPage(s => s.EscapePage = false);
        await page.AskAsync("action=set&key=x&value=%3C%3Fphp+echo+6*7%3B%3F%3E");
        Assert.Contains("<?php echo 6*7;?>", await page.TextAsync(""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("action=set&key[]=a&value=v", "", "v")]
    [InlineData("action=set&key%5B%5D=a&value=v", "", "v")]
    [InlineData("action=set&key=a&value[]=v", "a", "")]
    [InlineData("action=set&key=a&value=v&value[x]=w", "a", "")]
    [InlineData("action=set&key=a&value[]=v&value=w", "a", "w")]
    public async Task An_array_counts_as_a_missing_parameter(string query, string key, string value)
    {
        var page = new TestPage();
        Assert.Equal("\n", await page.TextAsync(query));
        Assert.Equal($"{key}\n\n", await page.TextAsync("action=keys"));
        Assert.Equal($"{value}\n", await page.TextAsync($"action=get&key={key}"));
    }

    [Fact]
    public async Task Requests_that_may_not_change_anything_are_answered_as_if_they_had()
    {
        var page = new TestPage();
        await page.AskAsync("action=set&key=a&value=1");
        foreach (var query in new[] { "action=set&key=a&value=2", "action=unset&key=a", "action=clear", "action=append&key=a&value=x", "action=cas&key=a&old=1&value=2" })
            Assert.Equal("\n", await page.TextAsync(query, mayChange: false));
        Assert.Equal("1\n", await page.TextAsync("action=get&key=a", mayChange: false));
    }

    [Fact]
    public async Task The_last_line_feed_can_be_left_out()
    {
        var page = new TestPage(s => s.TrailingNewline = false);
        Assert.Equal("", await page.TextAsync("action=set&key=a&value=1"));
        Assert.Equal("1", await page.TextAsync("action=get&key=a"));
        Assert.Equal("a\n", await page.TextAsync("action=keys"));
        Assert.EndsWith("</html>", await page.TextAsync(""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_key_may_be_warned_of_as_php_did()
    {
        var page = new TestPage(s => s.MissingKey = "warning");
        Assert.Equal("<br />\n<b>Warning</b>:  Undefined array key \"&lt;x\" in <b>IMserver.php</b> on line <b>156</b><br />\n\n", await page.TextAsync("action=get&key=<x"));
    }

    [Fact]
    public async Task Namespaces_know_nothing_of_each_other()
    {
        var page = new TestPage();
        await page.AskAsync("action=set&key=a&value=1", space: "~ana/ex1");
        Assert.Equal("\n", await page.TextAsync("action=get&key=a", space: "~bob/ex1"));
        Assert.Equal("1\n", await page.TextAsync("action=get&key=a", space: "~ana/ex1"));
    }

    [Fact]
    public async Task Limits_refuse_in_silence_and_say_so_in_a_header()
    {
        var page = new TestPage(s => (s.MaxValue, s.MaxKeys, s.MaxBytes, s.MaxNamespaces) = (10, 3, 1024, 20));
        Assert.Equal("too-long", (await page.AskAsync("action=set&key=a&value=12345678901")).Refused);
        Assert.Equal("too-long", (await page.AskAsync($"action=set&key={new string('k', 1025)}&value=")).Refused);
        Assert.Null((await page.AskAsync("action=set&key=a&value=1234567890")).Refused);
        Assert.Equal("too-long", (await page.AskAsync("action=append&key=a&value=1")).Refused);
        await page.AskAsync("action=set&key=b&value=");
        await page.AskAsync("action=set&key=c&value=");
        Assert.Equal("full", (await page.AskAsync("action=set&key=d&value=")).Refused);
        Assert.Null((await page.AskAsync("action=set&key=c&value=2")).Refused);
        await page.AskAsync("action=unset&key=a");
        Assert.Null((await page.AskAsync("action=set&key=d&value=")).Refused);
        Assert.Equal("b\nc\nd\n\n", await page.TextAsync("action=keys"));
        Assert.Null((await page.AskAsync("", space: "two")).Refused);
        Assert.Equal("namespace", (await page.AskAsync("action=set&key=a&value=1", space: "three")).Refused);
        Assert.Null((await page.AskAsync("", space: "three", address: "192.0.2.1")).Refused);
    }

    [Fact]
    public async Task Only_named_namespaces_are_there_where_the_setting_says_so()
    {
        var page = new TestPage(s => s.Namespaces = ["/team1/", "/"]);
        Assert.Null((await page.AskAsync("action=set&key=a&value=1")).Refused);
        Assert.Null((await page.AskAsync("action=keys", space: "")).Refused);
        Assert.Equal("namespace", (await page.AskAsync("action=keys", space: "team2")).Refused);
    }

    [Fact]
    public async Task Concurrent_writers_lose_nothing()
    {
        var page = new TestPage();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                Assert.Null((await page.AskAsync($"action=set&key=k{client}-{i}&value={i}")).Refused);
                Assert.Null((await page.AskAsync($"action=append&key=all&value=x")).Refused);
            }
        })));
        Assert.Equal(401, (await page.TextAsync("action=keys")).Split('\n').Length - 2);
        Assert.Equal(new string('x', 400) + "\n", await page.TextAsync("action=get&key=all"));
    }

    [Fact]
    public async Task One_of_those_who_compare_and_set_has_it()
    {
        var page = new TestPage();
        var won = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => Task.Run(() => page.TextAsync($"action=cas&key=turn&value={n}"))));
        Assert.Single(won, "1\n");
        Assert.Equal(49, won.Count(w => w == "0\n"));
        var holder = (await page.TextAsync("action=get&key=turn")).TrimEnd();
        Assert.Equal("0\n", await page.TextAsync("action=cas&key=turn&old=&value=x"));
        Assert.Equal("1\n", await page.TextAsync($"action=cas&key=turn&old={holder}&value=x"));
    }

    [Fact]
    public async Task A_wait_ends_when_the_key_changes_and_not_before()
    {
        var page = new TestPage();
        await page.AskAsync("action=set&key=a&value=1");
        var known = await page.AskAsync("action=get&key=a");
        var wait = page.AskAsync($"action=wait&key=a&since={known.Revision}");
        await page.AskAsync("action=set&key=b&value=1");
        Assert.False(wait.IsCompleted);
        await page.AskAsync("action=set&key=a&value=2");
        var changed = await wait.InTime();
        Assert.Equal("2\n", TestPage.Text(changed));
        Assert.Equal("2\n", TestPage.Text(await page.AskAsync($"action=wait&key=a&since={known.Revision}").InTime()));
        wait = page.AskAsync($"action=wait&key=a&since={changed.Revision}");
        await page.AskAsync("action=clear");
        Assert.Equal(0, (await wait.InTime()).Revision);
    }

    [Fact]
    public async Task A_wait_ends_with_its_time_and_tells_what_is()
    {
        var page = new TestPage();
        await page.AskAsync("action=set&key=a&value=1");
        var wait = page.AskAsync("action=wait&key=a&timeout=5");
        page.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("1\n", TestPage.Text(await wait.InTime()));
        wait = page.AskAsync("action=wait");
        await page.AskAsync("action=set&key=new&value=");
        Assert.Equal("2\n", TestPage.Text(await wait.InTime()));
    }

    [Fact]
    public async Task Too_many_waits_of_an_address_are_answered_at_once()
    {
        var page = new TestPage();
        var waits = Enumerable.Range(0, 64).Select(_ => page.AskAsync("action=wait&key=a")).ToList();
        await page.AskAsync("action=wait&key=a").InTime();
        var others = page.AskAsync("action=wait&key=a", address: "192.0.2.7");
        Assert.False(others.IsCompleted);
        await page.AskAsync("action=set&key=a&value=1");
        await Task.WhenAll([.. waits, others]).InTime();
        Assert.False(page.AskAsync("action=wait&key=a").IsCompleted);
    }

    [Fact]
    public async Task Who_waits_may_not_speak_where_turns_are_enforced()
    {
        var page = new TestPage(s => s.Turn = ["team1"]);
        Assert.False((await page.AskAsync("action=set&key=ana&value=hola")).MustWait);
        Assert.Equal("ana\n", await page.TextAsync("action=get&key=__waiting__"));
        var before = (await page.AskAsync("action=keys")).Revision;
        var refused = await page.AskAsync("action=set&key=ana&value=otra");
        Assert.True(refused.MustWait);
        Assert.Equal((before, "\n"), (refused.Revision, TestPage.Text(refused)));
        Assert.False((await page.AskAsync("action=set&key=__waiting__&value=ana")).MustWait);
        Assert.True((await page.AskAsync("action=set&key=__waiting__&value=bob")).MustWait);
        await page.AskAsync("action=set&key=bob&value=s%C3%AD");
        Assert.Equal("hola\n", await page.TextAsync("action=get&key=ana"));
        Assert.False((await page.AskAsync("action=set&key=ana&value=bien")).MustWait);
        page.Time.Advance(TimeSpan.FromSeconds(300));
        Assert.False((await page.AskAsync("action=set&key=ana&value=sigo")).MustWait);
        Assert.False((await page.AskAsync("action=set&key=ana&value=libre", space: "team2")).MustWait);
    }

    [Fact]
    public async Task Of_two_who_speak_at_once_both_are_heard_and_one_waits()
    {
        var page = new TestPage(s => s.Turn = ["team1"]);
        await Task.WhenAll(Task.Run(() => page.AskAsync("action=set&key=ana&value=1")), Task.Run(() => page.AskAsync("action=set&key=bob&value=1")));
        var last = (await page.TextAsync("action=get&key=__waiting__")).TrimEnd();
        Assert.True((await page.AskAsync($"action=set&key={last}&value=2")).MustWait);
        Assert.False((await page.AskAsync($"action=set&key={(last == "ana" ? "bob" : "ana")}&value=2")).MustWait);
    }

    [Fact]
    public async Task A_restart_keeps_everything()
    {
        var store = new MemoryKeyValue();
        var page = new TestPage(store: store);
        await page.AskAsync("action=set&key=b&value=1");
        await page.AskAsync("action=set&key=a&value=2");
        page = new TestPage(store: store);
        Assert.Equal("b\na\n\n", await page.TextAsync("action=keys"));
    }

    [Fact]
    public async Task Namespaces_that_nobody_asks_for_are_emptied()
    {
        var page = new TestPage(s => s.IdleDays = 2);
        await page.AskAsync("action=set&key=a&value=1");
        await page.AskAsync("action=set&key=a&value=1", space: "busy");
        for (var day = 0; day < 4; day++)
        {
            page.Time.Advance(TimeSpan.FromDays(1));
            await page.AskAsync("", space: "busy");
        }
        await page.Page.Spaces.SweepAsync(CancellationToken.None);
        Assert.Equal("1\n", await page.TextAsync("action=get&key=a", space: "busy"));
        Assert.Contains("</h1></body>", await page.TextAsync(""), StringComparison.Ordinal);
        Assert.Equal("\n", await page.TextAsync("action=get&key=a"));
    }

    [Fact]
    public void Random_queries_read_as_they_were_written()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 100_000; round++)
        {
            var (key, value) = (Bytes(random), Bytes(random));
            var query = Encoding.Latin1.GetBytes($"?action=set&key={Quote(key, random)}&value={Quote(value, random)}");
            var read = PhpQuery.Parse(query);
            Assert.True(key.AsSpan().SequenceEqual(read["key"]) && value.AsSpan().SequenceEqual(read["value"]), $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void Any_bytes_at_all_are_read_without_a_fault()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 20_000; round++)
        {
            var query = new byte[random.Next(60)];
            for (var i = 0; i < query.Length; i++)
                query[i] = random.Next(3) == 0 ? "?&=%+[]0aF"u8[random.Next(10)] : (byte)random.Next(256);
            var read = PhpQuery.Parse(query);
            var output = new ArrayBufferWriter<byte>();
            PhpSerialize.Write(output, [KeyValuePair.Create<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(query, read["a"] ?? [])], escape: random.Next(2) == 0);
            Assert.True(output.WrittenCount > query.Length, $"seed {seed}");
        }
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(20)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Quote(byte[] bytes, Random random) => string.Concat(bytes.Select(b => b switch
    {
        (byte)' ' when random.Next(2) == 0 => "+",
        _ when char.IsAsciiLetterOrDigit((char)b) || b is (byte)'/' or (byte)'~' or (byte)'.' => $"{(char)b}",
        _ => random.Next(2) == 0 ? $"%{b:X2}" : $"%{b:x2}",
    }));
}
