using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.BlackBox.Browser;

[Collection(typeof(BrowserTests))]
public sealed class Layout(Chromium chromium)
{
    /// <summary>Scrollers that scroll sideways, and what sticks out of the window where nothing cuts it off.</summary>
    private const string Wide = """
        () => {
          const name = e => `${e.tagName.toLowerCase()}.${e.className} ${e.scrollWidth} > ${e.clientWidth}`;
          const found = [];
          const root = document.documentElement;
          if (root.scrollWidth > root.clientWidth) found.push(name(root));
          for (const e of document.querySelectorAll('body, main, nav, aside, dialog[open], dialog[open] .sheet-inside, [role=log], [role=listbox], form, header, footer')) {
            const box = e.getBoundingClientRect();
            if (box.width === 0 || e.className === 'hidden') continue;
            if (e.scrollWidth > e.clientWidth + 1) found.push(name(e));
            if (box.right > innerWidth + 1 || box.left < -1) found.push(`${name(e)} stands at ${box.left} to ${box.right} of ${innerWidth}`);
          }
          for (const e of document.querySelectorAll('button, input, textarea, a, h1, h2, h3, label')) {
            const box = e.getBoundingClientRect();
            if (box.width > 1 && box.height > 1 && getComputedStyle(e).visibility === 'visible' && !e.closest('.skip, .hidden, pre')
              && (box.right > innerWidth + 1 || box.left < -1)) found.push(`${name(e)} stands at ${box.left} to ${box.right} of ${innerWidth}`);
          }
          return found;
        }
        """;

    public static TheoryData<string> Screens => ["desk", "phone", "small phone"];

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task Nothing_is_wider_than_the_window(string screen)
    {
        await using var server = await Http.HttpDoor.StartAsync();
        var said = await Ward.FillAsync(server);
        await using var person = await chromium.OpenAsync(server, Of(screen));
        await NothingIsWideAsync(person, "login");
        await person.Button("Create account").ClickAsync();
        await NothingIsWideAsync(person, "registration");
        await person.Page.ReloadAsync();
        await person.RegisterAsync("ernestina-de-la-fuente");
        await NothingIsWideAsync(person, "first");
        await person.OpenRoomAsync(Ward.Room);
        await Expect(person.Placed).ToHaveCountAsync(said);
        await person.SayAsync($"{new string('x', 200)}\n```\n{new string('y', 200)}\n```\nhttps://example.org/{new string('z', 200)}");
        await Expect(person.Placed).ToHaveCountAsync(said + 1);
        foreach (var way in Way.All)
        {
            await way.OpenAsync(person);
            await NothingIsWideAsync(person, way.Name);
            await Way.BackAsync(person);
        }
    }

    [Fact]
    public async Task On_a_phone_one_goes_from_the_list_to_a_conversation_and_back()
    {
        await using var server = await Http.HttpDoor.StartAsync();
        await Ward.FillAsync(server);
        await using var person = await chromium.RegisterAsync(server, "ana", Screen.Phone());
        var list = person.Page.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" });
        await person.OpenRoomAsync(Ward.Room);
        await Expect(list).ToBeHiddenAsync();
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = Ward.Room, Level = 1 })).ToBeVisibleAsync();
        await person.Button("Back to the list").ClickAsync();
        await Expect(list).ToBeVisibleAsync();
        await Expect(person.Composer).ToBeHiddenAsync();
        await list.GetByRole(AriaRole.Button, new() { Name = Ward.Room }).ClickAsync();
        await Expect(person.Composer).ToBeVisibleAsync();
        await person.Page.GoBackAsync();
        await Expect(list).ToBeVisibleAsync();
    }

    private static BrowserNewContextOptions Of(string screen) => screen switch
    {
        "phone" => Screen.Phone(),
        "small phone" => Screen.SmallPhone(),
        _ => Screen.Desk(),
    };

    private static async Task NothingIsWideAsync(WebPerson person, string where)
    {
        var found = await person.Page.EvaluateAsync<string[]>(Wide);
        if (found.Length > 0)
            Assert.Fail($"{where}: {string.Join("\n", found)}");
    }
}
