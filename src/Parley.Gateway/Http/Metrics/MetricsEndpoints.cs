using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Gateway.Http.Admin;
using Parley.Gateway.Http.Visits;
using Parley.Gateway.Tcp;

namespace Parley.Gateway.Http.Metrics;

/// <summary><c>/metrics</c>: the server's figures for a collector. To the addresses of <c>metrics.allow</c>, and to administrators.</summary>
internal static class MetricsEndpoints
{
    public static void MapMetrics(this IEndpointRouteBuilder routes, Web web, Lazy<Readings> readings)
    {
        var logged = web.Administered((_, _, _) => Task.FromResult<IResult>(new Page(readings)));
        routes.MapGet("/metrics", context => IsAllowed(context, web) ? new Page(readings).ExecuteAsync(context) : logged(context));
    }

    /// <summary>What comes by a proxy that nobody has listed has the proxy's address, which says nothing of who asks.</summary>
    private static bool IsAllowed(HttpContext context, Web web)
    {
        var headers = context.Request.Headers;
        return !headers.ContainsKey("X-Forwarded-For") && !headers.ContainsKey("Forwarded") && !headers.ContainsKey("Via")
            && context.Connection.RemoteIpAddress is { } address
            && new AddressNetworks(web.Chat.Settings.Metrics.Allow).Contains(address);
    }

    private sealed class Page(Lazy<Readings> readings) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = PrometheusText.ContentType;
            response.Headers.CacheControl = "no-store";
            return response.WriteAsync(PrometheusText.Of(readings.Value.Look()), httpContext.RequestAborted);
        }
    }
}
