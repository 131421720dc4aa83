using Parley.BlackBox.Http;
using Parley.BlackBox.Irc;

namespace Parley.BlackBox.Browser;

[Collection(typeof(BrowserTests))]
public sealed class Meeting(Chromium chromium)
{
    private const int Each = 15;

    [Fact]
    public async Task Two_pages_nc_and_IRC_see_one_order_and_each_message_once()
    {
        var server = chromium.Server;
        var room = Fresh.Name("plaza");
        await using var ana = await chromium.RegisterAsync(server, Fresh.Name("ana"), Screen.Tall());
        await using var bea = await chromium.RegisterAsync(server, Fresh.Name("bea"), Screen.Tall());
        await ana.MakeRoomAsync(room);
        await bea.EnterRoomAsync(room);
        await using var nico = await server.RegisterAsync(Fresh.Name("nico"));
        await nico.AskAsync($"#gR {room}");
        await using var irene = await server.MemberInAsync($"#{room}", Fresh.Name("irene"), "echo-message");

        await Task.WhenAll(
            EachAsync(ana.SayAsync, "ana"),
            EachAsync(bea.SayAsync, "bea"),
            EachAsync(nico.SendAsync, "nico"),
            EachAsync(text => irene.SendAsync($"PRIVMSG #{room} :{text}"), "irene"));

        const int total = 4 * Each;
        var atAna = await ana.ReadAsync(total);
        var atBea = await bea.ReadAsync(total);
        using var reader = await server.RegisterHttpAsync(Fresh.Name("reader"));
        var truth = (await reader.ReadAsync(room)).Where(e => e.Text.Length > 0).ToList();
        Assert.Equal(total, truth.Count);
        Assert.Equal(truth, atAna);
        Assert.Equal(truth, atBea);
        var texts = truth.Select(e => e.Text).ToList();
        Assert.Equal(texts, (await nico.SeenAsync()).Where(l => !l.StartsWith('*')).Select(l => l[(l.IndexOf(": ", StringComparison.Ordinal) + 2)..]));
        Assert.Equal(texts, (await irene.SyncAsync()).Texts());
        foreach (var sender in texts.GroupBy(t => t.Split(' ')[0], StringComparer.Ordinal))
            Assert.Equal(Enumerable.Range(0, Each).Select(i => $"{sender.Key} {i}"), sender);
    }

    private static async Task EachAsync(Func<string, Task> say, string name)
    {
        for (var i = 0; i < Each; i++)
            await say($"{name} {i}");
    }
}
