using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core;
using Parley.Gateway.Doors;
using Parley.Gateway.Http.Answers;
using Parley.Gateway.Http.Requests;
using Parley.Gateway.Http.Visits;
using Parley.Gateway.Tcp;

namespace Parley.Gateway.Http;

/// <summary>What the endpoints share, and how a request becomes a visit.</summary>
/// <param name="Stopping">Fires when the server begins to stop: who waits for news answers with what there is.</param>
internal sealed record Web(Chat Chat, DoorSettings Settings, OpenDoors Doors, SocketGateway Gateway, ILogger Log, CancellationToken Stopping)
{
    public Paces Paces { get; } = new(Chat.Settings.Limits, Chat.Time);

    /// <summary>A handler for whoever is logged in.</summary>
    public RequestDelegate Visited(Func<Visit, HttpContext, CancellationToken, Task<IResult>> handle) =>
        async context =>
        {
            var result = await VisitAsync(context, handle);
            await result.ExecuteAsync(context);
        };

    /// <summary>A handler for anybody.</summary>
    public RequestDelegate Open(Func<HttpContext, CancellationToken, Task<IResult>> handle) =>
        async context =>
        {
            var result = RefusePage(context.Request, byCookie: false) ?? await PacedAsync(context, AddressOf(context)) ?? await handle(context, context.RequestAborted);
            await result.ExecuteAsync(context);
        };

    private async Task<IResult> VisitAsync(HttpContext context, Func<Visit, HttpContext, CancellationToken, Task<IResult>> handle)
    {
        var carried = Carried.By(context.Request);
        if (RefusePage(context.Request, carried.ByCookie) is { } page)
            return page;
        if (carried.Token is null)
            return await PacedAsync(context, AddressOf(context)) ?? new Problem(new Refusal(ErrorCode.LoginFirst));
        var cancellationToken = context.RequestAborted;
        await using var visit = new Visit(this, context);
        if (await visit.Session.VisitAsync(carried.Token, cancellationToken) is { } refusal)
            return await PacedAsync(context, AddressOf(context)) ?? new Problem(refusal);
        return await PacedAsync(context, $"account {visit.Session.Account!.Id}") ?? await handle(visit, context, cancellationToken);
    }

    /// <summary>Null when the page, if one sends the request, may.</summary>
    private Problem? RefusePage(HttpRequest request, bool byCookie)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return null;
        var origins = Chat.Settings.Http.Origins;
        var may = byCookie ? Pages.Proves(request, origins) : Pages.MaySend(request, origins);
        return may ? null : new Problem(Refusal.Of(ErrorCode.WrongOrigin, "origin", request.Headers.Origin.ToString() is { Length: > 0 and <= 200 } origin ? origin : "?"));
    }

    /// <summary>Null when it is the turn of <paramref name="who"/>.</summary>
    public async ValueTask<Problem?> PacedAsync(HttpContext context, string who)
    {
        if (Settings.IsExempt(context.Connection.RemoteIpAddress) || await Paces.TakeAsync(who, context.RequestAborted))
            return null;
        return new Problem(Refusal.Of(ErrorCode.TooFast, "seconds", Paces.RetrySeconds));
    }

    private static string AddressOf(HttpContext context) => $"address {context.Connection.RemoteIpAddress}";
}
