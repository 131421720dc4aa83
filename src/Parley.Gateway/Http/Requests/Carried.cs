using Microsoft.AspNetCore.Http;

namespace Parley.Gateway.Http.Requests;

/// <summary>The token that a request carries: <c>Authorization: Bearer</c>, or the cookie.</summary>
/// <param name="ByCookie">The browser sent it by itself.</param>
internal readonly record struct Carried(string? Token, bool ByCookie)
{
    public const string Cookie = "parley";

    private const string Scheme = "Bearer ";

    private static readonly TimeSpan CookieAge = TimeSpan.FromDays(365);

    public static Carried By(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return new(header[Scheme.Length..].Trim(), ByCookie: false);
        return request.Cookies[Cookie] is { Length: > 0 } token ? new(token, ByCookie: true) : default;
    }

    public static void SetCookie(HttpResponse response, string token) => response.Cookies.Append(Cookie, token, Options(response.HttpContext, CookieAge));

    public static void ClearCookie(HttpResponse response) => response.Cookies.Append(Cookie, "", Options(response.HttpContext, TimeSpan.Zero));

    private static CookieOptions Options(HttpContext context, TimeSpan age) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Path = "/",
        Secure = context.Request.IsHttps,
        MaxAge = age,
    };
}
