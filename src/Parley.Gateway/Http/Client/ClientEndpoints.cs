using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Parley.Gateway.Http.Client;

/// <summary>The web client at <c>/</c>. A path that is no file and no endpoint is a place in the client, which its own page finds.</summary>
internal static class ClientEndpoints
{
    private static readonly string[] Methods = ["GET", "HEAD"];

    /// <summary>First words of paths that are never places in the client.</summary>
    private static readonly string[] NotPlaces = ["api", "files", "hooks", "openapi", "assets", "ws", "metrics"];

    public static void MapClient(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/", Methods, ServeAsync);
        routes.MapFallback("{**path}", ServeAsync).WithMetadata(new HttpMethodMetadata(Methods));
    }

    private static Task ServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.TrimStart('/');
        var file = ClientFiles.Find(path switch { "" => "index.html", "admin" => "admin.html", _ => path });
        if (file is null && IsPlace(path))
            file = ClientFiles.IsBuiltIn ? ClientFiles.Find("index.html") : MissingPage.File;
        if (file is not null)
            return SendAsync(context, file);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static bool IsPlace(string path) => !NotPlaces.Contains(path.Split('/')[0], StringComparer.OrdinalIgnoreCase) && !Path.HasExtension(path);

    private static async Task SendAsync(HttpContext context, ClientFile file)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.ETag = file.Tag;
        response.Headers.CacheControl = file.IsForever ? "public, max-age=31536000, immutable" : "no-cache";
        if (file.Brotli is not null)
            response.Headers.Vary = "Accept-Encoding";
        if (request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries).Any(tag => tag == "*" || tag.Replace("W/", "", StringComparison.Ordinal) == file.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        var bytes = file.Bytes;
        if (file.Brotli is { } brotli && TakesBrotli(request))
        {
            bytes = brotli;
            response.Headers.ContentEncoding = "br";
        }
        response.ContentType = file.ContentType;
        response.ContentLength = bytes.Length;
        if (HttpMethods.IsGet(request.Method))
            await response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static bool TakesBrotli(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var codings) && codings.Any(c => c.Value.Equals("br", StringComparison.OrdinalIgnoreCase) && c.Quality is not 0);
}
