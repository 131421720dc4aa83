using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.BlackBox.Browser;

[Collection(typeof(BrowserTests))]
public sealed class Accounts(Chromium chromium)
{
    [Fact]
    public async Task A_person_signs_up_with_six_fields_and_comes_back_with_a_name_and_a_password()
    {
        var login = Fresh.Name("maria");
        await using var maria = await chromium.OpenAsync(chromium.Server);
        var page = maria.Page;
        await maria.Button("Create account").ClickAsync();
        await page.GetByLabel("User name").FillAsync(login);
        await page.GetByLabel("Password").FillAsync("correct-horse");
        await page.GetByLabel("Given names").FillAsync("María José");
        await page.GetByLabel("Surnames").FillAsync("Núñez Ortega");
        await page.GetByLabel("Age", new() { Exact = true }).FillAsync("47");
        await page.GetByLabel("Gender").FillAsync("mujer");
        await maria.Button("Create account").ClickAsync();
        await Expect(maria.Composer).ToBeVisibleAsync();

        var answer = await maria.Context.APIRequest.GetAsync(new Uri(maria.Address, "/api/v1/me").ToString());
        var profile = JsonNode.Parse(await answer.TextAsync())!["profile"]!;
        Assert.Equal(("María José", "Núñez Ortega", 47, "mujer"), (profile["givenNames"]!.GetValue<string>(), profile["surnames"]!.GetValue<string>(), profile["age"]!.GetValue<int>(), profile["gender"]!.GetValue<string>()));
        Assert.Equal("", await page.EvaluateAsync<string>("document.cookie"));
        Assert.DoesNotContain("token", await page.EvaluateAsync<string>("JSON.stringify({...localStorage, ...sessionStorage})"), StringComparison.OrdinalIgnoreCase);

        await page.GetByRole(AriaRole.Button, new() { NameString = login }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Log out" }).ClickAsync();
        await page.GetByLabel("User name").FillAsync(login);
        await page.GetByLabel("Password").FillAsync("wrong-horse");
        await maria.Button("Log in").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("password", new() { IgnoreCase = true });
        await page.GetByLabel("Password").FillAsync("correct-horse");
        await maria.Button("Log in").ClickAsync();
        await Expect(maria.Composer).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(maria.Composer).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Spanish_and_English_change_at_once_and_stay()
    {
        var login = Fresh.Name("jose");
        await using var jose = await chromium.OpenAsync(chromium.Server, Screen.Desk("es-ES"));
        var page = jose.Page;
        await Expect(page.GetByLabel("Contraseña")).ToBeVisibleAsync();
        await jose.Button("English").ClickAsync();
        await Expect(page.GetByLabel("Password")).ToBeVisibleAsync();
        Assert.Equal("en", await page.EvaluateAsync<string>("document.documentElement.lang"));
        await jose.RegisterAsync(login);
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Message to default", Exact = true })).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("Español");
        await Expect(page.GetByRole(AriaRole.Combobox)).ToHaveValueAsync("Español");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Conversaciones" })).ToBeVisibleAsync();
        await Expect(jose.Composer).ToHaveAccessibleNameAsync("Mensaje en principal");
        Assert.Equal("es", await page.EvaluateAsync<string>("document.documentElement.lang"));
        await jose.Composer.FillAsync("#gR nada-de-eso");
        await jose.Composer.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "sala" })).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Conversaciones" })).ToBeVisibleAsync();
    }
}
