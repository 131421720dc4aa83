using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Parley.BlackBox.Http;
using static Microsoft.Playwright.Assertions;

namespace Parley.BlackBox.Browser;

/// <summary>Somebody at the web client, who finds things by their roles and names. In English unless a test says otherwise.</summary>
/// <remarks>Disposing fails when the page complained of something.</remarks>
public sealed class WebPerson : IAsyncDisposable
{
    private WebPerson(IBrowserContext context, IPage page, PageFaults faults, Uri address) =>
        (Context, Page, Faults, Address) = (context, page, faults, address);

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    public PageFaults Faults { get; }

    public Uri Address { get; }

    public ILocator Messages => Page.GetByRole(AriaRole.Log, new() { Name = "Messages", Exact = true }).Or(Page.GetByRole(AriaRole.Log, new() { Name = "Mensajes", Exact = true }));

    /// <summary>Those that have a place in the conversation, as against those on their way.</summary>
    public ILocator Placed => Messages.Locator("article[data-position]");

    public ILocator Composer => Page.GetByRole(AriaRole.Textbox, new() { Name = "Message to " }).Or(Page.GetByRole(AriaRole.Textbox, new() { Name = "Mensaje " }));

    public static async Task<WebPerson> OpenAsync(IBrowserContext context, Uri address)
    {
        context.SetDefaultTimeout((float)Patience.Normal.TotalMilliseconds);
        var faults = new PageFaults();
        await faults.FollowAsync(context);
        var page = await context.NewPageAsync();
        await page.GotoAsync(address.ToString());
        return new WebPerson(context, page, faults, address);
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public async Task RegisterAsync(string login)
    {
        await Button("Create account").ClickAsync();
        await Page.GetByLabel("User name").FillAsync(login);
        await Page.GetByLabel("Password").FillAsync(HttpDoor.Password);
        await Button("Create account").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "You and your settings" }).Or(Composer).First).ToBeVisibleAsync();
    }

    /// <summary>With the page in either language.</summary>
    public async Task LogInAsync(string login)
    {
        await Page.GetByLabel("User name").Or(Page.GetByLabel("Usuario")).FillAsync(login);
        await Page.GetByLabel("Password").Or(Page.GetByLabel("Contraseña")).FillAsync(HttpDoor.Password);
        await Button("Log in").Or(Button("Entrar")).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Navigation).Or(Composer).First).ToBeVisibleAsync();
    }

    public async Task SayAsync(string text)
    {
        await Composer.FillAsync(text);
        // On a phone Enter begins a new line.
        await Button("Send").Or(Button("Enviar")).ClickAsync();
        await Expect(Composer).ToHaveValueAsync("");
    }

    /// <summary>Makes a room by the composer, and is in it then.</summary>
    public Task MakeRoomAsync(string room) => ChangeRoomAsync($"#cR {room}", room);

    public Task EnterRoomAsync(string room) => ChangeRoomAsync($"#gR {room}", room);

    /// <summary>Finds a room there is by the palette.</summary>
    public async Task OpenRoomAsync(string room)
    {
        await Page.Keyboard.PressAsync("Control+k");
        await Page.GetByRole(AriaRole.Combobox).FillAsync($"#gR {room}");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Composer).ToHaveAccessibleNameAsync(new Regex($" {room}$", RegexOptions.None, Patience.Normal));
    }

    /// <summary>Reacts by the message's menu.</summary>
    public async Task ReactAsync(ILocator message, string emoji)
    {
        await message.FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Button($"React {emoji}").Or(Button($"Reaccionar {emoji}")).ClickAsync();
        await Expect(message.GetByRole(AriaRole.Button, new() { Name = $"{emoji} " })).ToBeVisibleAsync();
    }

    /// <summary>Positions and texts of what is in the page, as they are read aloud, from above to below.</summary>
    public async Task<IReadOnlyList<(long Position, string Text)>> ReadAsync(int count)
    {
        await Expect(Placed).ToHaveCountAsync(count, new() { Timeout = (float)Patience.Long.TotalMilliseconds });
        var rows = await Placed.EvaluateAllAsync<string[][]>("all => all.map(a => [a.dataset.position, a.getAttribute('aria-label')])");
        return [.. rows.Select(r => (long.Parse(r[0]), r[1][(r[1].IndexOf(": ", StringComparison.Ordinal) + 2)..]))];
    }

    /// <summary>The page opens without a network from the next time on.</summary>
    public Task<bool> InstalledAsync() => Page.EvaluateAsync<bool>("async () => { await navigator.serviceWorker.ready; return true; }");

    public async ValueTask DisposeAsync()
    {
        await Context.CloseAsync();
        Faults.Check();
    }

    private async Task ChangeRoomAsync(string command, string room)
    {
        await SayAsync(command);
        await Expect(Page.GetByRole(AriaRole.Textbox, new() { Name = $"Message to {room}", Exact = true })).ToBeVisibleAsync();
        await Expect(Page.GetByRole(AriaRole.Status, new() { Name = "Loading…" })).ToHaveCountAsync(0);
    }
}
