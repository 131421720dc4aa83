using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Contracts;
using Parley.Gateway.Http.Answers;
using Parley.Gateway.Http.OpenApi;
using Parley.Gateway.Http.Requests;
using Parley.Gateway.Http.Visits;

namespace Parley.Gateway.Http.Api;

/// <summary>Reading and writing, in rooms and with one person. By the rules for coming in, and without anybody seeing who reads.</summary>
internal static class MessageEndpoints
{
    private const int MaxWait = 60;

    public static void MapMessages(this IEndpointRouteBuilder routes, Web web)
    {
        Task<IResult> Read(Visit visit, HttpContext context, CancellationToken token) => ReadAsync(visit, context, web, token);
        routes.MapGet("/api/v1/rooms/{room}/messages", web.Visited(Read)).Describe(Reading("readRoom", "Entries of a room").Path<string>("room", "The room's name").Header(Entering.KeyHeader, "The key of a room that has one"), Read);
        routes.MapPost("/api/v1/rooms/{room}/messages", web.Visited(WriteAsync)).Describe(Writing("postToRoom", "Posts to a room").Path<string>("room", "The room's name").Header(Entering.KeyHeader, "The key of a room that has one"), WriteAsync);
        routes.MapGet("/api/v1/private", web.Visited(ConversationsAsync)).Describe(
            new Described("listPrivate", "private", "Private conversations").Answer<ConversationList>(200, "All of them"), ConversationsAsync);
        routes.MapGet("/api/v1/private/{login}/messages", web.Visited(Read)).Describe(Reading("readPrivate", "Entries of a private conversation").Path<string>("login", "The other person"), Read);
        routes.MapPost("/api/v1/private/{login}/messages", web.Visited(WriteAsync)).Describe(Writing("postPrivately", "Writes to somebody").Path<string>("login", "The other person"), WriteAsync);
    }

    private static Described Reading(string id, string summary) =>
        new Described(id, id == "readRoom" ? "rooms" : "private", summary)
            .Query<long>("before", "A position: those before it").Query<long>("after", "A position: those after it; neither: the newest")
            .Query<int>("limit", "1 to 1000; 50 if absent").Query<int>("wait", "With after: seconds, up to 60, to wait for the first entry when there is none yet")
            .Answer<HistoryPage>(200, "A page, oldest first");

    private static Described Writing(string id, string summary) =>
        new Described(id, id == "postToRoom" ? "rooms" : "private", summary)
            .Body<NewMessage>().Answer<Posted>(201, "Durable, at this place").Answer<Posted>(200, "It was posted before under this id: the first answer again");

    private static async Task<IResult> ReadAsync(Visit visit, HttpContext context, Web web, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request);
        var ask = new ReadHistory(query.Long("before"), query.Long("after"), query.Int("limit")) { Room = Name(context, "room"), To = Name(context, "login") };
        var wait = query.Int("wait") ?? 0;
        if (wait is < 0 or > MaxWait || (wait > 0 && ask.After is null))
            query.Refuse("wait", $"{wait}");
        if (query.Refusal is { } bad)
            return new Problem(bad);
        if (wait > 0 && ask.To is not null)
            visit.Session.HearPrivate();
        if (ask.Room is { } room && await visit.EnterAsync(context.Request, room, cancellationToken) is { } refused)
            return Problem.Of(refused);
        var answer = await visit.AskAsync(ask, cancellationToken);
        if (wait > 0)
            answer = await WaitAsync(visit, ask, answer, TimeSpan.FromSeconds(wait), web, cancellationToken);
        return new EventAnswer(answer);
    }

    /// <summary>Asks again when something has come, until there is an entry or the time is over.</summary>
    private static async Task<Event> WaitAsync(Visit visit, ReadHistory ask, Event answer, TimeSpan wait, Web web, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(wait, web.Chat.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, web.Stopping, cancellationToken);
        try
        {
            while (answer is HistoryPage { Entries.Count: 0 } or Error { Code: (int)ErrorCode.NoConversation })
            {
                await visit.NewsAsync(either.Token);
                answer = await visit.AskAsync(ask, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing has come: the page is empty.
        }
        return answer;
    }

    private static async Task<IResult> WriteAsync(Visit visit, HttpContext context, CancellationToken cancellationToken)
    {
        var (body, fault) = await JsonBody.ReadAsync(context.Request, WebJson.Wire.NewMessage, cancellationToken);
        if (body is null)
            return new Problem(fault!);
        var post = new Post(body.Text, body.Id, body.ReplyTo) { Room = Name(context, "room"), To = Name(context, "login"), Notice = body.Notice };
        if (post.Room is { } room && await visit.EnterAsync(context.Request, room, cancellationToken) is { } refused)
            return Problem.Of(refused);
        var answer = await visit.AskAsync(post, cancellationToken);
        return new EventAnswer(answer, answer is Posted { Duplicate: true } ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    private static async Task<IResult> ConversationsAsync(Visit visit, HttpContext context, CancellationToken cancellationToken) =>
        new EventAnswer(await visit.AskAsync(new ListConversations(), cancellationToken));

    private static string? Name(HttpContext context, string name) => context.Request.RouteValues.GetValueOrDefault(name) as string;
}

/// <param name="Id">The client's own, 1 to 64 visible ASCII characters: a retry under it posts nothing twice.</param>
/// <param name="Notice">From a program, to be answered by none.</param>
internal sealed record NewMessage(string? Text = null, string? Id = null, long? ReplyTo = null, bool? Notice = null);
