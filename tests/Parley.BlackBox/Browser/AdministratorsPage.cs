using Microsoft.Playwright;
using Parley.BlackBox.Cluster;
using Parley.BlackBox.Http;
using Parley.BlackBox.Operating;
using static Microsoft.Playwright.Assertions;

namespace Parley.BlackBox.Browser;

/// <summary>What administrators see at <c>/admin</c>.</summary>
[Collection(typeof(BrowserTests))]
public sealed class AdministratorsPage(Chromium chromium, Engines engines) : IClassFixture<Engines>
{
    [Theory]
    [InlineData("en-GB", "Nodes", "alive", "gone", "answers")]
    [InlineData("es-ES", "Nodos", "en marcha", "ya no está", "responde")]
    public async Task Nodes_of_a_cluster_are_rows_and_one_that_stops_is_shown_to_have_gone(string locale, string nodes, string alive, string gone, string answers)
    {
        await using var cluster = await Nodes.StartAsync(engines, 2);
        using var made = await cluster[0].MakeAsync("keeper", "administrator");
        await using var keeper = await OpenAsync(cluster[0], Screen.Desk(locale));
        var table = keeper.Page.GetByRole(AriaRole.Table, new() { Name = nodes, Exact = true });
        await Expect(table.Locator("tbody tr")).ToHaveCountAsync(2);
        await Expect(table.GetByText(alive, new() { Exact = true })).ToHaveCountAsync(2);
        await Expect(table.GetByText(answers, new() { Exact = true })).ToHaveCountAsync(1);
        await Expect(table.GetByText(Environment.MachineName, new() { Exact = true })).ToHaveCountAsync(2);
        Assert.Empty(await Accessibility.FindingsAsync(keeper.Page));
        await cluster[1].StopAsync();
        var left = table.Locator("tbody tr").Filter(new() { HasText = gone });
        await Expect(left).ToHaveCountAsync(1, new() { Timeout = (float)Patience.Long.TotalMilliseconds });
        await Expect(left).Not.ToContainTextAsync(answers);
        await Expect(table.GetByText(alive, new() { Exact = true })).ToHaveCountAsync(1);
        await Pictures.DrawIfAskedAsync(keeper, $"admin-nodes-{locale}");
    }

    [Fact]
    public async Task A_lone_server_shows_no_nodes()
    {
        await using var server = await HttpDoor.StartAsync();
        using var made = await server.MakeAsync("keeper", "administrator");
        await using var keeper = await OpenAsync(server, Screen.Desk());
        // The version comes with the same answer as nodes would.
        await Expect(keeper.Page.Locator(".facts").GetByText("–", new() { Exact = true })).ToHaveCountAsync(0);
        await Expect(keeper.Page.GetByRole(AriaRole.Table)).ToHaveCountAsync(0);
    }

    private async Task<WebPerson> OpenAsync(ServerProcess server, BrowserNewContextOptions screen)
    {
        var person = await chromium.OpenAsync(server, screen);
        await person.Page.GotoAsync(new Uri(server.Base(), "/admin").ToString());
        await person.Page.Locator("input[name=login]").FillAsync("keeper");
        await person.Page.Locator("input[name=password]").FillAsync(HttpDoor.Password);
        await person.Page.Keyboard.PressAsync("Enter");
        await Expect(person.Page.Locator(".facts").First).ToBeVisibleAsync();
        return person;
    }
}
