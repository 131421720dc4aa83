using Microsoft.Playwright;
using Parley.BlackBox.Http;
using Parley.BlackBox.Irc;
using static Microsoft.Playwright.Assertions;

namespace Parley.BlackBox.Browser;

[Collection(typeof(BrowserTests))]
public sealed class Messages(Chromium chromium)
{
    [Fact]
    public async Task A_reaction_is_given_and_taken_back()
    {
        var room = Fresh.Name("sala");
        await using var ana = await chromium.RegisterAsync(chromium.Server, Fresh.Name("ana"));
        await using var bea = await chromium.RegisterAsync(chromium.Server, Fresh.Name("bea"));
        await ana.MakeRoomAsync(room);
        await bea.EnterRoomAsync(room);
        await ana.SayAsync("a las once");
        var message = bea.Placed.Filter(new() { HasText = "a las once" });
        await bea.ReactAsync(message, "👍");
        var atAna = ana.Placed.First.GetByRole(AriaRole.Button, new() { Name = "👍 1" });
        await Expect(atAna).ToBeVisibleAsync();
        await message.GetByRole(AriaRole.Button, new() { Name = "👍 1" }).ClickAsync();
        await Expect(message.GetByRole(AriaRole.Button, new() { Name = "👍" })).ToHaveCountAsync(0);
        await Expect(atAna).ToHaveCountAsync(0);
        await Expect(bea.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_picture_is_seen_small_in_pages_and_is_a_link_at_the_other_doors()
    {
        var server = chromium.Server;
        var room = Fresh.Name("fotos");
        await using var ana = await chromium.RegisterAsync(server, Fresh.Name("ana"));
        await using var bea = await chromium.RegisterAsync(server, Fresh.Name("bea"));
        await ana.MakeRoomAsync(room);
        await bea.EnterRoomAsync(room);
        await using var nico = await server.RegisterAsync(Fresh.Name("nico"));
        await nico.AskAsync($"#gR {room}");
        await using var irene = await server.MemberInAsync($"#{room}", Fresh.Name("irene"));

        await ana.Composer.FillAsync("la pizarra de hoy");
        var chooser = await ana.Page.RunAndWaitForFileChooserAsync(() => ana.Button("Attach files").ClickAsync());
        await chooser.SetFilesAsync(new FilePayload { Name = "pizarra (1).png", MimeType = "image/png", Buffer = await DrawingAsync(ana.Page) });

        var link = bea.Placed.GetByRole(AriaRole.Link, new() { Name = "Open file: pizarra (1).png" });
        await Expect(link).ToBeVisibleAsync();
        var picture = link.GetByRole(AriaRole.Img, new() { Name = "pizarra (1).png" });
        await Expect(picture).ToHaveJSPropertyAsync("complete", true);
        Assert.Equal(320, await picture.EvaluateAsync<int>("async i => { await i.decode(); return i.naturalWidth; }"));
        await Expect(bea.Placed.GetByText("la pizarra de hoy")).ToBeVisibleAsync();
        var address = await link.EvaluateAsync<string>("a => a.href");
        var answer = await bea.Context.APIRequest.GetAsync(address);
        Assert.Equal((200, "image/png"), (answer.Status, answer.Headers["content-type"]));

        var lines = await nico.SeenAsync();
        Assert.Contains(lines, l => l.EndsWith(address, StringComparison.Ordinal) && l.Contains("pizarra (1).png (", StringComparison.Ordinal));
        Assert.Contains((await irene.SyncAsync()).Texts(), t => t.EndsWith(address, StringComparison.Ordinal));
    }

    private static async Task<byte[]> DrawingAsync(IPage page) => Convert.FromBase64String(await page.EvaluateAsync<string>("""
        () => {
          const canvas = document.createElement('canvas');
          canvas.width = 900; canvas.height = 600;
          const pen = canvas.getContext('2d');
          pen.fillStyle = '#1b5e50'; pen.fillRect(0, 0, 900, 600);
          pen.fillStyle = '#fff'; pen.font = '64px sans-serif'; pen.fillText('Turno de mañana', 80, 140);
          return canvas.toDataURL('image/png').split(',')[1];
        }
        """));
}
