using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Contracts;
using Parley.Gateway.Http.Answers;
using Parley.Gateway.Http.OpenApi;
using Parley.Gateway.Http.Requests;
using Parley.Gateway.Http.Visits;

namespace Parley.Gateway.Http.Api;

/// <summary>Which rooms there are, and making one.</summary>
internal static class RoomEndpoints
{
    public static void MapRooms(this IEndpointRouteBuilder routes, Web web)
    {
        routes.MapGet("/api/v1/rooms", web.Visited(ListAsync)).Describe(
            new Described("listRooms", "rooms", "Rooms, the default one first, then by name")
                .Query<string>("after", "The last name of the page before").Query<int>("limit", "1 to 1000; 100 if absent")
                .Answer<RoomList>(200, "A page"), ListAsync);
        routes.MapPost("/api/v1/rooms", web.Visited(MakeAsync)).Describe(
            new Described("makeRoom", "rooms", "Makes a room that stays").Body<NewRoom>().Answer<RoomCreated>(201, "Made, and yours"), MakeAsync);
    }

    private static async Task<IResult> ListAsync(Visit visit, HttpContext context, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request);
        var command = new ListRooms(query.Text("after"), query.Int("limit"));
        return query.Refusal is { } bad ? new Problem(bad) : new EventAnswer(await visit.AskAsync(command, cancellationToken));
    }

    private static async Task<IResult> MakeAsync(Visit visit, HttpContext context, CancellationToken cancellationToken)
    {
        var (body, fault) = await JsonBody.ReadAsync(context.Request, WebJson.Wire.NewRoom, cancellationToken);
        return body is null ? new Problem(fault!) : new EventAnswer(await visit.AskAsync(new CreateRoom(body.Room), cancellationToken), StatusCodes.Status201Created);
    }
}

internal sealed record NewRoom(string? Room = null);
