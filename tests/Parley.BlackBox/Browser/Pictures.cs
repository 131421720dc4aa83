using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.BlackBox.Browser;

/// <summary>
/// Draws a ward's conversation on each kind of screen into <c>artifacts/screenshots</c>, to be looked at.
/// Only with <c>PARLEY_IMAGES=1</c>; those that the documentation shows are renewed in <c>docs/images</c>.
/// </summary>
[Collection(typeof(BrowserTests))]
public sealed class Pictures(Chromium chromium)
{
    private const int MostBytes = 60_000;
    private static readonly string[] Shown = ["desk-en-light", "desk-es-dark", "phone-es-light", "phone-en-dark"];

    [Theory]
    [InlineData("es")]
    [InlineData("en")]
    public async Task A_conversation_is_drawn_on_each_screen_and_in_both_themes(string lang)
    {
        Assert.SkipUnless(IsAsked, "drawn when asked for");
        await using var server = await Http.HttpDoor.StartAsync();
        var said = await Ward.FillAsync(server, lang == "es");
        foreach (var screen in (string[])["desk", "phone"])
        {
            foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                var options = screen == "desk" ? Screen.Desk(lang) : Screen.Phone(lang);
                options.ColorScheme = scheme;
                await using var lucia = await chromium.OpenAsync(server, options);
                var name = $"{screen}-{lang}-{(scheme == ColorScheme.Dark ? "dark" : "light")}";
                await DrawAsync(lucia, $"{name}-login");
                await lucia.LogInAsync("lucia");
                await lucia.OpenRoomAsync(Ward.Room);
                await Expect(lucia.Placed).ToHaveCountAsync(said);
                if (!await HasReactionAsync(lucia))
                    await lucia.ReactAsync(lucia.Placed.Last, "👍");
                if (screen == "desk")
                    await lucia.Page.Keyboard.PressAsync("Control+Shift+U");
                await lucia.Page.EvaluateAsync("document.activeElement?.blur()");
                var drawn = await DrawAsync(lucia, name);
                if (Shown.Contains(name, StringComparer.Ordinal))
                    await KeepAsync(lucia, drawn, name);
                if (screen == "phone")
                {
                    await lucia.Button(lang == "es" ? "Volver a la lista" : "Back to the list").ClickAsync();
                    await Expect(lucia.Composer).ToBeHiddenAsync();
                    await DrawAsync(lucia, $"{name}-list");
                }
                await lucia.Page.Keyboard.PressAsync("Control+k");
                await Expect(lucia.Page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
                await DrawAsync(lucia, $"{name}-palette");
                await lucia.Page.GetByRole(AriaRole.Combobox).FillAsync(lang == "es" ? "Aspecto" : "Appearance");
                await lucia.Page.Keyboard.PressAsync("Enter");
                await Expect(lucia.Page.GetByRole(AriaRole.Switch)).ToBeVisibleAsync();
                await DrawAsync(lucia, $"{name}-settings");
            }
        }
    }

    private static async Task<bool> HasReactionAsync(WebPerson person) =>
        await person.Placed.Last.GetByRole(AriaRole.Button, new() { Name = "👍 1" }).CountAsync() > 0;

    /// <summary>What a test of something else has on the screen.</summary>
    internal static Task DrawIfAskedAsync(WebPerson person, string name) => IsAsked ? DrawAsync(person, name) : Task.CompletedTask;

    private static bool IsAsked => Environment.GetEnvironmentVariable("PARLEY_IMAGES") == "1";

    private static Task<byte[]> DrawAsync(WebPerson person, string name) => person.Page.ScreenshotAsync(new()
    {
        Path = Path.Combine(Checkout.Root, "artifacts", "screenshots", $"{name}.png"),
        Animations = ScreenshotAnimations.Disabled,
        Caret = ScreenshotCaret.Hide,
    });

    /// <summary>As WebP, which the browser itself can write; a phone's at one and a half pixels to a point.</summary>
    private static async Task KeepAsync(WebPerson person, byte[] png, string name)
    {
        var page = await person.Context.NewPageAsync();
        var webp = Convert.FromBase64String(await page.EvaluateAsync<string>("""
            async png => {
              const image = await createImageBitmap(new Blob([Uint8Array.from(atob(png), c => c.charCodeAt(0))], { type: 'image/png' }));
              const canvas = document.createElement('canvas');
              const scale = Math.min(1, 1280 / image.width, 1266 / image.height);
              canvas.width = image.width * scale; canvas.height = image.height * scale;
              canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
              return canvas.toDataURL('image/webp', 0.82).split(',')[1];
            }
            """, Convert.ToBase64String(png)));
        Assert.InRange(webp.Length, 1, MostBytes);
        var folder = Directory.CreateDirectory(Path.Combine(Checkout.Root, "docs", "images"));
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, $"{name}.webp"), webp);
    }
}
