using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Contracts;
using Parley.Gateway.Http.Answers;
using Parley.Gateway.Http.OpenApi;
using Parley.Gateway.Http.Requests;
using Parley.Gateway.Http.Sockets;
using Parley.Gateway.Http.Visits;

namespace Parley.Gateway.Http.Events;

/// <summary><c>GET /api/v1/events</c>: what is said in some rooms, as it is said.</summary>
internal static class EventEndpoints
{
    private const int MaxRooms = 50;

    public static void MapEvents(this IEndpointRouteBuilder routes, Web web)
    {
        Task<IResult> Open(Visit visit, HttpContext context, CancellationToken token) => OpenAsync(visit, context, web, token);
        routes.MapGet("/api/v1/events", web.Visited(Open)).Describe(
            new Described("events", "rooms", "Server-sent events: the entries of some rooms, as they come")
                .Query<string>("rooms", "Names, with commas between, up to 50", required: true)
                .Query<string>("after", "The id of the last event seen, or with one room a position; absent: from now on")
                .Header("Last-Event-ID", "What browsers send when they come back; stronger than after").Header(Entering.KeyHeader, "The key of rooms that have one")
                .Answer(200, "A stream without end", "text/event-stream"), Open);
    }

    /// <summary>The visit that asks finds out whether the rooms let it in; the stream is another, which stays.</summary>
    private static async Task<IResult> OpenAsync(Visit visit, HttpContext context, Web web, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request);
        var names = (query.Text("rooms") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length is 0 or > MaxRooms)
            query.Refuse("rooms", query.Text("rooms") ?? "");
        var after = context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } last, ..] ? last : query.Text("after");
        if (!TryReadPositions(after, out var positions, out var bare) || (bare is not null && names.Length > 1))
            query.Refuse("after", after ?? "");
        if (query.Refusal is { } bad)
            return new Problem(bad);
        var rooms = new List<EventRoom>();
        foreach (var name in names)
        {
            var answer = await visit.AskAsync(new JoinRoom(name, Key: Entering.KeyOf(context.Request)), cancellationToken);
            if (answer is Error { Code: not (int)ErrorCode.AlreadyInRoom })
                return new EventAnswer(answer);
            if (answer is RoomEntered entered)
                rooms.Add(new(entered.Room, entered.Conversation.Value, bare ?? (positions.TryGetValue(entered.Conversation.Value, out var position) ? position : null)));
        }
        return new Stream(web, new EventRequest(Carried.By(context.Request).Token!, Entering.KeyOf(context.Request), Language.Of(context), rooms));
    }

    /// <summary><c>7:14,9:3</c>: conversation and position, or one bare position.</summary>
    private static bool TryReadPositions(string? text, out Dictionary<long, long> positions, out long? bare)
    {
        (positions, bare) = ([], null);
        if (string.IsNullOrEmpty(text))
            return true;
        if (TryReadNumber(text, out var only))
        {
            bare = only;
            return true;
        }
        foreach (var part in text.Split(','))
        {
            if (part.Split(':') is not [var conversation, var position] || !TryReadNumber(conversation, out var key) || !TryReadNumber(position, out var value))
                return false;
            positions[key] = value;
        }
        return true;
    }

    private static bool TryReadNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private sealed class Stream(Web web, EventRequest request) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = "text/event-stream";
            response.Headers.CacheControl = "no-store";
            response.Headers["X-Accel-Buffering"] = "no";
            await response.StartAsync(httpContext.RequestAborted);
            var transport = new StreamTransport(null, response.Body, httpContext.Abort, httpContext.RequestAborted);
            await httpContext.RunAsync(web, transport, connection => new EventStream(connection, web, request));
        }
    }
}
