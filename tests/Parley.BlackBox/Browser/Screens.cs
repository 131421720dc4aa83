using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.BlackBox.Browser;

/// <summary>A way from an open conversation to something the client shows, by keys alone, in English.</summary>
/// <param name="OpenAsync">Ends when it stands.</param>
public sealed record Way(string Name, Func<WebPerson, Task> OpenAsync)
{
    /// <summary>Everything that lies over or beside a conversation.</summary>
    public static IReadOnlyList<Way> All { get; } =
    [
        new("conversation", p => Expect(p.Placed.First).ToBeVisibleAsync()),
        new("people", async p =>
        {
            await p.Page.Keyboard.PressAsync("Control+Shift+U");
            await Expect(p.Page.GetByRole(AriaRole.Complementary, new() { Name = "People" }).GetByRole(AriaRole.Button, new() { Name = "(you)" })).ToBeVisibleAsync();
        }),
        new("search", async p =>
        {
            await p.Page.Keyboard.PressAsync("Control+Shift+F");
            await p.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Words to search for" }).FillAsync("turno");
            await Expect(p.Page.GetByRole(AriaRole.Region, new() { Name = "Results" }).GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
        }),
        new("palette", async p =>
        {
            await p.Page.Keyboard.PressAsync("Control+k");
            await Expect(p.Page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        }),
        Dialog("profile", "Profile", "Settings"),
        Dialog("look", "Appearance", "Settings"),
        Dialog("sessions", "Sessions", "Settings"),
        Dialog("account", "Account and data", "Settings"),
        Dialog("rooms", "Browse rooms", "Rooms"),
        Dialog("new room", "New room", "New room"),
        Dialog("everybody", "Everybody", "People"),
        Dialog("rules", "Rules and modes", "Rules of"),
        Dialog("help", "Help and shortcuts", "Help"),
    ];

    /// <summary>Back to the conversation.</summary>
    public static async Task BackAsync(WebPerson person)
    {
        await person.Page.Keyboard.PressAsync("Escape");
        await Expect(person.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(person.Page.GetByRole(AriaRole.Complementary)).ToHaveCountAsync(0);
    }

    private static Way Dialog(string name, string typed, string title) => new(name, async p =>
    {
        await p.Page.Keyboard.PressAsync("Control+k");
        await p.Page.GetByRole(AriaRole.Combobox).FillAsync(typed);
        await p.Page.Keyboard.PressAsync("Enter");
        await Expect(p.Page.GetByRole(AriaRole.Dialog, new() { Name = title })).ToBeVisibleAsync();
        await Expect(p.Page.GetByRole(AriaRole.Dialog).GetByText("Loading…")).ToHaveCountAsync(0);
    });
}
