using System.Text.Json;
using Microsoft.Playwright;

namespace Parley.BlackBox.Browser;

/// <summary>What axe-core finds; the rules are those of the package that the web client's own development uses.</summary>
[Collection(typeof(BrowserTests))]
public sealed class Accessibility(Chromium chromium)
{
    private static readonly string[] Grave = ["serious", "critical"];

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Nothing_serious_is_found_on_any_screen(ColorScheme scheme)
    {
        await using var server = await Http.HttpDoor.StartAsync();
        var said = await Ward.FillAsync(server);
        var desk = Screen.Desk();
        desk.ColorScheme = scheme;
        await using var person = await chromium.OpenAsync(server, desk);
        List<string> found = [];
        await CheckAsync("login");
        await person.Button("Create account").ClickAsync();
        await CheckAsync("registration");
        await person.Page.ReloadAsync();
        await person.RegisterAsync("ana");
        await CheckAsync("first");
        await person.OpenRoomAsync(Ward.Room);
        await Assertions.Expect(person.Placed).ToHaveCountAsync(said);
        await person.ReactAsync(person.Placed.First, "👍");
        foreach (var way in Way.All)
        {
            await way.OpenAsync(person);
            await CheckAsync(way.Name);
            await Way.BackAsync(person);
        }
        Assert.Empty(found);

        async Task CheckAsync(string where) => found.AddRange((await FindingsAsync(person.Page)).Select(f => $"{where}: {f}"));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Nothing_serious_is_found_on_a_phone(ColorScheme scheme)
    {
        await using var server = await Http.HttpDoor.StartAsync();
        await Ward.FillAsync(server);
        var phone = Screen.Phone("es-ES");
        phone.ColorScheme = scheme;
        await using var person = await chromium.OpenAsync(server, phone);
        await person.LogInAsync("lucia");
        await person.OpenRoomAsync(Ward.Room);
        await Assertions.Expect(person.Placed.First).ToBeVisibleAsync();
        Assert.Empty(await FindingsAsync(person.Page));
        await person.Button("Volver a la lista").ClickAsync();
        Assert.Empty(await FindingsAsync(person.Page));
    }

    internal static async Task<IReadOnlyList<string>> FindingsAsync(IPage page)
    {
        // By the debugger, which the page's security policy does not bind.
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
            await page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "web", "node_modules", "axe-core", "axe.min.js")) + "; undefined");
        var result = await page.EvaluateAsync<JsonElement>("() => axe.run(document, { resultTypes: ['violations'] })");
        return [.. result.GetProperty("violations").EnumerateArray()
            .Where(v => Grave.Contains(v.GetProperty("impact").GetString(), StringComparer.Ordinal))
            .Select(v => $"{v.GetProperty("id").GetString()}: {string.Join(" | ", v.GetProperty("nodes").EnumerateArray().Take(5).Select(n => $"{n.GetProperty("html").GetString()} {n.GetProperty("failureSummary").GetString()}"))}")];
    }
}
