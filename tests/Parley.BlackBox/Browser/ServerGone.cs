using Microsoft.Playwright;
using Parley.BlackBox.Http;
using static Microsoft.Playwright.Assertions;

namespace Parley.BlackBox.Browser;

[Collection(typeof(BrowserTests))]
public sealed class ServerGone(Chromium chromium)
{
    private const string Banner = "No connection. What you write is kept and sent, once, when it is back.";

    [Fact]
    public async Task Pages_recover_by_themselves_from_a_killed_server_with_every_message_once()
    {
        using var data = new TemporaryFolder();
        var first = await ServerProcess.StartAsync(HttpDoor.Options with { Data = data.Path });
        await using var ana = await chromium.RegisterAsync(first, "ana", Screen.Tall());
        await using var bea = await chromium.RegisterAsync(first, "bea", Screen.Tall());
        ana.Faults.MayLoseNetwork = bea.Faults.MayLoseNetwork = true;
        await ana.MakeRoomAsync("sala");
        await ana.SayAsync("#keep");
        await bea.EnterRoomAsync("sala");
        await ana.Page.EvaluateAsync("window.stillHere = true");
        for (var i = 0; i < 5; i++)
            await ana.SayAsync($"before {i}");
        await bea.ReadAsync(5);

        await ana.SayAsync("at the edge");
        await first.KillAsync();
        await first.DisposeAsync();
        foreach (var person in (WebPerson[])[ana, bea])
            await Expect(person.Page.GetByRole(AriaRole.Status).GetByText(Banner)).ToBeVisibleAsync();
        for (var i = 0; i < 5; i++)
            await ana.SayAsync($"between {i}");
        await bea.SayAsync("from bea");
        await Expect(ana.Messages.GetByRole(AriaRole.Img, new() { Name = "Sending" }).Last).ToBeVisibleAsync();

        await using var second = await ServerProcess.StartAsync(AtTheSameAddress(first, data));
        var atAna = await ana.ReadAsync(12);
        await Expect(ana.Page.GetByText(Banner)).ToBeHiddenAsync();
        await bea.ReadAsync(12);
        await ana.SayAsync("after");
        atAna = await ana.ReadAsync(13);
        Assert.True(await ana.Page.EvaluateAsync<bool>("window.stillHere"));
        using var reader = await second.RegisterHttpAsync("reader");
        var truth = (await reader.ReadAsync("sala")).Where(e => e.Text.Length > 0).ToList();
        Assert.Equal(truth, atAna);
        Assert.Equal(truth, await bea.ReadAsync(13));
        Assert.Equal(["before 0", "before 1", "before 2", "before 3", "before 4", "at the edge", "between 0", "between 1", "between 2", "between 3", "between 4", "after"], truth.Select(e => e.Text).Where(t => t != "from bea"));
    }

    [Fact]
    public async Task A_reload_in_the_middle_of_sending_loses_doubles_and_moves_nothing()
    {
        using var data = new TemporaryFolder();
        var first = await ServerProcess.StartAsync(HttpDoor.Options with { Data = data.Path });
        await using var ana = await chromium.RegisterAsync(first, "ana", Screen.Tall());
        ana.Faults.MayLoseNetwork = true;
        await ana.MakeRoomAsync("sala");
        await ana.SayAsync("#keep");
        await ana.InstalledAsync();
        var said = 0;

        await SayAsync(10);
        await ana.Page.ReloadAsync();
        await SayAsync(5);
        await first.KillAsync();
        await first.DisposeAsync();
        await SayAsync(10);
        await ana.Page.ReloadAsync();
        await Expect(ana.Messages.GetByText("word 24", new() { Exact = true })).ToBeVisibleAsync();
        await SayAsync(5);
        await ana.Page.ReloadAsync();

        await using var second = await ServerProcess.StartAsync(AtTheSameAddress(first, data));
        var seen = await ana.ReadAsync(said);
        using var reader = await second.RegisterHttpAsync("reader");
        var truth = (await reader.ReadAsync("sala")).Where(e => e.Text.Length > 0).ToList();
        Assert.Equal(Enumerable.Range(0, said).Select(i => $"word {i}"), truth.Select(e => e.Text));
        Assert.Equal(truth, seen);

        async Task SayAsync(int count)
        {
            for (var end = said + count; said < end; said++)
                await ana.SayAsync($"word {said}");
        }
    }

    private static ServerOptions AtTheSameAddress(ServerProcess former, TemporaryFolder data) => new()
    {
        Data = data.Path,
        More = ["--http", former.Ready.EndPoint("http").ToString()],
    };
}
