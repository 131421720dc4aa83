using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Contracts;
using Parley.Gateway.Http.Answers;

namespace Parley.Gateway.Http.Api;

/// <summary>For whoever watches over the server: does it live, does it take requests.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes, Web web)
    {
        routes.MapGet("/healthz", context => SayAsync(context, "ok\n"));
        var readiness = new Readiness(web.Chat.Views.KeyValue, web.Chat.Time);
        routes.MapGet("/readyz", context => ReadyAsync(context, web, readiness));
    }

    /// <summary>Ready is who does not stop and whose store takes writes.</summary>
    private static async Task ReadyAsync(HttpContext context, Web web, Readiness readiness)
    {
        if (web.Stopping.IsCancellationRequested)
            await new Problem(new Refusal(ErrorCode.Stopping)).ExecuteAsync(context);
        else if (!await readiness.IsReadyAsync().WaitAsync(context.RequestAborted))
            await new Problem(Refusal.Of(ErrorCode.StorageUnavailable, "seconds", 5)).ExecuteAsync(context);
        else
            await SayAsync(context, "ready\n");
    }

    private static Task SayAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
