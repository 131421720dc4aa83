using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Contracts;
using Parley.Gateway.Http.Answers;
using Parley.Gateway.Http.OpenApi;
using Parley.Gateway.Http.Requests;
using Parley.Gateway.Http.Visits;

namespace Parley.Gateway.Http.Api;

/// <summary>Who there is, and what was said.</summary>
internal static class PeopleEndpoints
{
    public static void MapPeople(this IEndpointRouteBuilder routes, Web web)
    {
        routes.MapGet("/api/v1/people", web.Visited(PeopleAsync)).Describe(
            new Described("listPeople", "people", "People, by name")
                .Query<string>("scope", "online (if absent), all (registered too) or room").Query<string>("room", "With scope=room")
                .Query<string>("after", "The last login of the page before").Query<int>("limit", "1 to 1000; 100 if absent")
                .Answer<UserList>(200, "A page"), PeopleAsync);
        routes.MapGet("/api/v1/search", web.Visited(SearchAsync)).Describe(
            new Described("search", "people", "Messages that hold every word, newest first: in one conversation, or in the caller's private ones and all rooms that let the caller in")
                .Query<string>("q", "Up to 200 characters; case and accents don't matter", required: true).Query<string>("room", "Only in this room").Query<string>("with", "Only with this person")
                .Query<int>("limit", "1 to 1000; 50 if absent").Query<long>("before", "The next of the page before")
                .Answer<SearchResults>(200, "A page"), SearchAsync);
    }

    private static async Task<IResult> PeopleAsync(Visit visit, HttpContext context, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request);
        var command = new ListUsers(query.Text("scope"), query.Text("room"), query.Text("after"), query.Int("limit"));
        return query.Refusal is { } bad ? new Problem(bad) : new EventAnswer(await visit.AskAsync(command, cancellationToken));
    }

    private static async Task<IResult> SearchAsync(Visit visit, HttpContext context, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request);
        var command = new Search(query.Text("q"), query.Int("limit"), query.Long("before")) { Room = query.Text("room"), To = query.Text("with") };
        if (query.Refusal is { } bad)
            return new Problem(bad);
        if (command.Room is { } room && await visit.EnterAsync(context.Request, room, cancellationToken) is { } refused)
            return Problem.Of(refused);
        return new EventAnswer(await visit.AskAsync(command, cancellationToken));
    }
}
