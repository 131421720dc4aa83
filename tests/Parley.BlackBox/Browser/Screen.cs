using Microsoft.Playwright;

namespace Parley.BlackBox.Browser;

/// <summary>Kinds of browser windows. Nothing moves by itself in them, so that what is measured stands still.</summary>
public static class Screen
{
    public static BrowserNewContextOptions Desk(string locale = "en-GB") => Of(1280, 800, locale);

    /// <summary>High enough that a hundred messages are in the page at once.</summary>
    public static BrowserNewContextOptions Tall(string locale = "en-GB") => Of(1280, 6000, locale);

    public static BrowserNewContextOptions Phone(string locale = "en-GB") => Touch(Of(390, 844, locale));

    public static BrowserNewContextOptions SmallPhone(string locale = "en-GB") => Touch(Of(320, 640, locale));

    private static BrowserNewContextOptions Of(int width, int height, string locale) => new()
    {
        ViewportSize = new ViewportSize { Width = width, Height = height },
        Locale = locale,
        TimezoneId = "Europe/Madrid",
        ColorScheme = ColorScheme.Light,
        ReducedMotion = ReducedMotion.Reduce,
    };

    private static BrowserNewContextOptions Touch(BrowserNewContextOptions options)
    {
        options.HasTouch = true;
        options.IsMobile = true;
        options.DeviceScaleFactor = 2;
        return options;
    }
}
