using Microsoft.Playwright;
using Parley.BlackBox.Http;

namespace Parley.BlackBox.Browser;

/// <summary>The system's Chromium, and one server for all tests that need no settings of their own. Each person has a context: cookies, storage and a service worker apart.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private ServerProcess? _server;

    public ServerProcess Server => _server ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync()
    {
        _server = await HttpDoor.StartAsync();
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout((float)Patience.Normal.TotalMilliseconds);
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("PARLEY_CHROMIUM") is { Length: > 0 } named ? named : "/usr/bin/chromium",
            Args = Arguments,
        });
    }

    /// <summary>Somebody at the first page of a server.</summary>
    /// <param name="screen">What the browser is like; a desk with English if absent.</param>
    public async Task<WebPerson> OpenAsync(ServerProcess server, BrowserNewContextOptions? screen = null)
    {
        var context = await _browser!.NewContextAsync(screen ?? Screen.Desk());
        var person = await WebPerson.OpenAsync(context, server.Base());
        return person;
    }

    /// <summary>A new account, logged in, in the default room.</summary>
    public async Task<WebPerson> RegisterAsync(ServerProcess server, string login, BrowserNewContextOptions? screen = null)
    {
        var person = await OpenAsync(server, screen);
        await person.RegisterAsync(login);
        return person;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
    }
}

/// <summary>Browsers weigh: these run alone, one after another.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class BrowserTests : ICollectionFixture<Chromium>;
