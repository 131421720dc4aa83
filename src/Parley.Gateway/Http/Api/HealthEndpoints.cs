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
        routes.MapGet("/readyz", context => web.Stopping.IsCancellationRequested ? new Problem(new Refusal(ErrorCode.Stopping)).ExecuteAsync(context) : ReadyAsync(context, web));
    }

    /// <summary>Ready is who can read the store.</summary>
    private static async Task ReadyAsync(HttpContext context, Web web)
    {
        await web.Chat.Views.HasAccountAsync("nobody", context.RequestAborted);
        await SayAsync(context, "ready\n");
    }

    private static Task SayAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
