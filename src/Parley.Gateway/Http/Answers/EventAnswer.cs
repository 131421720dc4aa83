using Microsoft.AspNetCore.Http;
using Parley.Contracts;
using Parley.Protocol.Json;

namespace Parley.Gateway.Http.Answers;

/// <summary>An event of the JSON protocol as it is there; a refusal as a <see cref="Problem"/>.</summary>
internal sealed class EventAnswer(Event answer, int status = 200) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (answer is Error error)
        {
            await Problem.Of(error).ExecuteAsync(httpContext);
            return;
        }
        var response = httpContext.Response;
        response.StatusCode = status;
        response.Headers.CacheControl = "no-store";
        response.ContentType = Json.ContentType;
        var body = JsonProtocol.Encode(answer with { Ref = null });
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }
}

/// <summary>Done, and nothing to show.</summary>
internal sealed class NoContent : IResult
{
    public static readonly NoContent Instance = new();

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
