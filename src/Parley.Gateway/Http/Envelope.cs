using Microsoft.AspNetCore.Http;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Gateway.Http.Answers;
using Parley.Gateway.Http.Requests;

namespace Parley.Gateway.Http;

/// <summary>What every answer has around it: headers that tell browsers to be strict, and a problem for what goes wrong.</summary>
internal sealed class Envelope(RequestDelegate next, Web web)
{
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private const string Permissions = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

    public async Task InvokeAsync(HttpContext context)
    {
        Language.SetDefault(context, web.Settings.Lang);
        BeStrict(context);
        try
        {
            await next(context);
            if (!context.Response.HasStarted && EmptyRefusal(context) is { } problem)
                await problem.ExecuteAsync(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: nobody to tell.
        }
        catch (BadHttpRequestException bad)
        {
            await new Problem(bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? Refusal.Of(ErrorCode.TooLarge, "limit", Limits.FrameBytes) : Refusal.Of(ErrorCode.BadFrame, "what", "http"), bad.StatusCode).ExecuteAsync(context);
        }
        // What the web server throws at the size of a chunk that no number holds.
        catch (OverflowException bad) when (bad.Source == "Microsoft.AspNetCore.Server.Kestrel.Core")
        {
            await new Problem(Refusal.Of(ErrorCode.BadFrame, "what", "http"), StatusCodes.Status400BadRequest).ExecuteAsync(context);
        }
        catch (StorageUnavailableException)
        {
            await new Problem(Refusal.Of(ErrorCode.StorageUnavailable, "seconds", 5, "what", "request")).ExecuteAsync(context);
        }
        catch (Exception fault)
        {
            web.Log.RequestFailed(fault);
            if (context.Response.HasStarted)
                context.Abort();
            else
                await new Problem(new Refusal(ErrorCode.Internal)).ExecuteAsync(context);
        }
    }

    private static void BeStrict(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = Permissions;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // An answer that a browser is led to is saved, not shown.
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
            headers.ContentDisposition = "attachment; filename=\"api.json\"";
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000";
    }

    /// <summary>What routing refuses by a bare status.</summary>
    private static Problem? EmptyRefusal(HttpContext context) => context.Response.StatusCode switch
    {
        404 or 405 => new Problem(Refusal.Of(ErrorCode.UnknownCommand, "command", CommandOf(context.Request)), context.Response.StatusCode),
        415 => new Problem(Refusal.Of(ErrorCode.BadFrame, "what", "content-type"), 415),
        _ => null,
    };

    private static string CommandOf(HttpRequest request)
    {
        var command = $"{request.Method} {request.Path}";
        return command.Length <= 80 ? command : command[..80] + "…";
    }
}
