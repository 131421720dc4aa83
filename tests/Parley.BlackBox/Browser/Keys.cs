using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.BlackBox.Browser;

[Collection(typeof(BrowserTests))]
public sealed class Keys(Chromium chromium)
{
    [Fact]
    public async Task Everything_goes_without_a_mouse()
    {
        var (login, room) = (Fresh.Name("ana"), Fresh.Name("sala"));
        await using var ana = await chromium.OpenAsync(chromium.Server);
        var keys = ana.Page.Keyboard;
        await Expect(ana.Page.GetByLabel("User name")).ToBeFocusedAsync();
        await ana.Button("Create account").FocusAsync();
        await keys.PressAsync("Enter");
        await Expect(ana.Page.GetByLabel("Given names")).ToBeVisibleAsync();
        await Expect(ana.Page.GetByLabel("User name")).ToBeFocusedAsync();
        await keys.TypeAsync(login);
        await keys.PressAsync("Tab");
        await keys.TypeAsync("correct-horse");
        await keys.PressAsync("Enter");

        await Expect(ana.Composer).ToBeFocusedAsync();
        await keys.TypeAsync($"#cR {room}");
        await keys.PressAsync("Enter");
        await Expect(ana.Composer).ToHaveAccessibleNameAsync($"Message to {room}");
        await keys.TypeAsync("uno");
        await keys.PressAsync("Shift+Enter");
        await keys.TypeAsync("dos");
        await keys.PressAsync("Enter");
        await Expect(ana.Placed).ToHaveCountAsync(1);

        await keys.PressAsync("ArrowUp");
        await Expect(ana.Composer).ToHaveValueAsync("uno\ndos");
        await keys.PressAsync("End");
        await keys.TypeAsync(" y tres");
        await keys.PressAsync("Enter");
        await Expect(ana.Placed.GetByText("y tres")).ToBeVisibleAsync();
        await Expect(ana.Placed.GetByRole(AriaRole.Button, new() { Name = "edited" })).ToBeVisibleAsync();

        await keys.PressAsync("Control+Shift+F");
        await Expect(ana.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Words to search for" })).ToBeFocusedAsync();
        await keys.TypeAsync("tres");
        await Expect(ana.Page.GetByRole(AriaRole.Region, new() { Name = "Results" }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await keys.PressAsync("Escape");
        await Expect(ana.Page.GetByRole(AriaRole.Complementary)).ToHaveCountAsync(0);

        await keys.PressAsync("Control+k");
        await Expect(ana.Page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        await keys.TypeAsync("default");
        await keys.PressAsync("Enter");
        await Expect(ana.Composer).ToHaveAccessibleNameAsync("Message to default");
        await Expect(ana.Composer).ToBeFocusedAsync();
        await keys.PressAsync("Alt+ArrowDown");
        await Expect(ana.Composer).ToHaveAccessibleNameAsync($"Message to {room}");
    }

    [Fact]
    public async Task What_is_typed_while_the_palette_is_fetched_goes_into_the_palette()
    {
        var screen = Screen.Desk();
        screen.ServiceWorkers = ServiceWorkerPolicy.Block; // it would fetch in place of the page
        await using var ana = await chromium.OpenAsync(chromium.Server, screen);
        var (asked, fetched) = (new TaskCompletionSource(), new TaskCompletionSource());
        await ana.Page.RouteAsync("**/assets/dialogs-*.js", async route =>
        {
            asked.TrySetResult();
            await fetched.Task;
            await route.ContinueAsync();
        });
        await ana.RegisterAsync(Fresh.Name("ana"));
        await Expect(ana.Composer).ToBeFocusedAsync();
        await ana.Page.Keyboard.PressAsync("Control+k");
        await asked.Task.WaitAsync(Patience.Normal);
        await ana.Page.Keyboard.TypeAsync("Españolx");
        await ana.Page.Keyboard.PressAsync("Backspace");
        await Expect(ana.Composer).ToHaveValueAsync("");
        fetched.SetResult();
        await Expect(ana.Page.GetByRole(AriaRole.Combobox)).ToHaveValueAsync("Español");
        await ana.Page.Keyboard.PressAsync("Enter");
        await Expect(ana.Page.GetByRole(AriaRole.Navigation, new() { Name = "Conversaciones" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Notifications_are_asked_for_only_on_a_click_and_tell_of_a_mention()
    {
        await using var ana = await chromium.OpenAsync(chromium.Server);
        await ana.Page.AddInitScriptAsync("""
            window.asked = 0; window.told = [];
            window.Notification = class extends EventTarget {
              static permission = 'default';
              static async requestPermission() { window.asked++; return Notification.permission = 'granted'; }
              constructor(title, options) { super(); window.told.push(`${title}: ${options.body}`); }
              close() {}
            };
            """);
        await ana.Page.ReloadAsync();
        var login = Fresh.Name("ana");
        await ana.RegisterAsync(login);
        Assert.Equal(0, await ana.Page.EvaluateAsync<int>("window.asked"));
        await ana.Page.Keyboard.PressAsync("Control+k");
        await ana.Page.GetByRole(AriaRole.Combobox).FillAsync("Appearance");
        await ana.Page.Keyboard.PressAsync("Enter");
        await ana.Page.GetByRole(AriaRole.Switch, new() { Name = "Desktop notifications" }).ClickAsync();
        Assert.Equal(1, await ana.Page.EvaluateAsync<int>("window.asked"));
        await ana.Page.Keyboard.PressAsync("Escape");

        await using var bea = await chromium.Server.RegisterAsync(Fresh.Name("bea"));
        await bea.AskAsync($"#\\private<{login}> ¿vienes?");
        await ana.Page.WaitForFunctionAsync("() => window.told.some(t => t.includes('¿vienes?'))");
    }

    [Fact]
    public async Task The_page_opens_without_a_network_and_keeps_what_is_written()
    {
        var room = Fresh.Name("sala");
        await using var ana = await chromium.RegisterAsync(chromium.Server, Fresh.Name("ana"));
        ana.Faults.MayLoseNetwork = true;
        await ana.MakeRoomAsync(room);
        await ana.InstalledAsync();
        await ana.Context.SetOfflineAsync(true);
        await ana.Page.ReloadAsync();
        await Expect(ana.Composer).ToHaveAccessibleNameAsync($"Message to {room}");
        await Expect(ana.Page.GetByText("No connection. What you write is kept and sent, once, when it is back.")).ToBeVisibleAsync();
        await ana.SayAsync("sin red");
        await Expect(ana.Messages.GetByText("sin red")).ToBeVisibleAsync();
        await ana.Page.ReloadAsync();
        await Expect(ana.Messages.GetByText("sin red")).ToBeVisibleAsync();
        await ana.Context.SetOfflineAsync(false);
        await Expect(ana.Placed).ToHaveCountAsync(1);
    }
}
