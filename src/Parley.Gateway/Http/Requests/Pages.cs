using Microsoft.AspNetCore.Http;

namespace Parley.Gateway.Http.Requests;

/// <summary>Which web page sends a request, as its browser says, and whether it may. RFC 6454, Fetch Metadata.</summary>
internal static class Pages
{
    /// <summary>True also where no page is named: programs name none.</summary>
    public static bool MaySend(HttpRequest request, IReadOnlyList<string> origins) =>
        request.Headers.Origin.ToString() is { Length: > 0 } origin
            ? IsOwn(origin, request) || origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
            : SiteOf(request) is "" or "same-origin" or "none";

    /// <summary>True when the request shows that it comes from a page that may: for what a browser sends along by itself, as cookies.</summary>
    public static bool Proves(HttpRequest request, IReadOnlyList<string> origins) =>
        MaySend(request, origins) && (request.Headers.Origin.Count > 0 || SiteOf(request) == "same-origin");

    private static string SiteOf(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString();

    private static bool IsOwn(string origin, HttpRequest request)
    {
        var scheme = origin.IndexOf("://", StringComparison.Ordinal);
        return scheme > 0 && string.Equals(origin[(scheme + 3)..], request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }
}
