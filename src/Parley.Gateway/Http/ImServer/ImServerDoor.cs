using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Parley.Core.Settings;
using Parley.Gateway.Tcp;

namespace Parley.Gateway.Http.ImServer;

/// <summary>Takes the requests for <c>…/IMserver.php</c> out of the web door's; on a listener of its own also those for the root. docs/protocol/imserver.md.</summary>
/// <param name="ownPorts">Ports that serve this page and nothing else.</param>
internal sealed class ImServerDoor(RequestDelegate next, Web web, ImServerPage page, IReadOnlySet<int> ownPorts)
{
    /// <summary>Bytes: a value of 64 KiB with every byte escaped, and the rest of the line.</summary>
    public const int MaxRequestLine = (3 * 64 * 1024) + 4096;

    private const string File = "/IMserver.php";

    private ImServerSettings Settings => web.Chat.Settings.ImServer;

    public async Task InvokeAsync(HttpContext context)
    {
        var own = ownPorts.Contains(context.Connection.LocalPort);
        if (PrefixOf(context.Request.Path.Value ?? "/", own) is not { } prefix || !(own || IsServed(context)))
        {
            if (own)
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            else
                await next(context);
            return;
        }
        var address = context.Connection.RemoteIpAddress is { } remote ? AddressNetworks.Plain(remote).ToString() : "unix";
        await PaceAsync(context, address);
        var question = ImQuestion.Of(PhpQuery.Parse(Encoding.Latin1.GetBytes(context.Request.QueryString.Value ?? "")));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, web.Stopping);
        var answer = await page.AnswerAsync(prefix, address, question, MayChange(context.Request), question.Action == ImAction.Wait ? end.Token : context.RequestAborted);
        await SendAsync(context, answer);
    }

    /// <summary>The path before the file's name, or null for another path.</summary>
    private static string? PrefixOf(string path, bool own)
    {
        if (path.EndsWith(File, StringComparison.OrdinalIgnoreCase))
            return ImSpaces.Normal(path[..^File.Length]);
        return own && path == "/" ? "" : null;
    }

    /// <summary>A proxy of which nobody has said that it may be trusted brings strangers by a connection of this machine's own, and so does a page whose name was made to mean this machine.</summary>
    private bool IsServed(HttpContext context)
    {
        if (!Settings.Enabled)
            return false;
        var headers = context.Request.Headers;
        var local = context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote) && !headers.ContainsKey("X-Forwarded-For") && !headers.ContainsKey("Forwarded");
        return (local && IsOwnName(context.Request.Host.Host)) || Settings.Remote;
    }

    private static bool IsOwnName(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host, out _);

    /// <summary>Who asks too fast is answered later, never refused.</summary>
    private async ValueTask PaceAsync(HttpContext context, string address)
    {
        if (web.Settings.IsExempt(context.Connection.RemoteIpAddress))
            return;
        while (!await web.Paces.TakeAsync($"im {address}", context.RequestAborted))
            await Task.Delay(TimeSpan.FromSeconds(web.Paces.RetrySeconds), web.Chat.Time, context.RequestAborted);
    }

    /// <summary>A page of somebody else's must not change anything through its reader's browser.</summary>
    private static bool MayChange(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsPost(request.Method))
        && request.Headers["Sec-Fetch-Site"].ToString() is not ("cross-site" or "same-site")
        && IsOwn(request.Headers.Origin.ToString(), request) && IsOwn(request.Headers.Referer.ToString(), request);

    /// <summary>Not of a page of another site, as far as the header says; programs send none.</summary>
    private static bool IsOwn(string page, HttpRequest request) =>
        page.Length == 0 || (Uri.TryCreate(page, UriKind.Absolute, out var from) && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));

    private static async Task SendAsync(HttpContext context, ImAnswer answer)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        response.Headers.CacheControl = "no-store";
        response.Headers.ETag = $"\"{answer.Revision}\"";
        response.Headers["X-IM-Revision"] = $"{answer.Revision}";
        if (answer.Refused is { } refused)
            response.Headers["X-IM-Refused"] = refused;
        if (answer.MustWait)
            response.Headers["X-IM-Turn"] = "wait";
        response.ContentType = "text/html; charset=UTF-8";
        response.ContentLength = answer.Body.Length;
        if (!HttpMethods.IsHead(request.Method))
            await response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }
}
