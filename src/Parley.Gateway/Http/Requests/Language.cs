using System.Globalization;
using Microsoft.AspNetCore.Http;
using Parley.Protocol;

namespace Parley.Gateway.Http.Requests;

/// <summary>The language of an answer's texts: RFC 9110, 12.5.4.</summary>
internal static class Language
{
    private static readonly object Default = new();

    /// <summary>What those get who ask for no language that there is.</summary>
    public static void SetDefault(HttpContext context, string lang) => context.Items[Default] = lang;

    public static string Of(HttpContext context) => Asked(context.Request.Headers.AcceptLanguage.ToString()) ?? context.Items[Default] as string ?? "en";

    private static string? Asked(string header)
    {
        var (best, weight) = ((string?)null, 0.0);
        foreach (var range in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(20))
        {
            var parts = range.Split(';', StringSplitOptions.TrimEntries);
            var lang = parts[0].Split('-')[0].ToLowerInvariant();
            if (!Texts.Languages.Contains(lang, StringComparer.Ordinal))
                continue;
            var quality = 1.0;
            if (parts.Length > 1 && parts[1].StartsWith("q=", StringComparison.Ordinal) && !double.TryParse(parts[1].AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out quality))
                continue;
            if (quality > weight)
                (best, weight) = (lang, quality);
        }
        return best;
    }
}
